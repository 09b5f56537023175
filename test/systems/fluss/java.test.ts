import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import type { DataType } from '../../../src/backends/fluss/types/dataType';
import type { TableDescriptor } from '../../../src/backends/fluss/types/table';
import type { Table } from 'apache-arrow';
import { collect } from '../../contract/gather';
import { type Cell, cellsOf } from '../../servers/fluss/cells';
import { JavaClient } from '../../servers/fluss/javaJudge';
import { clusterSettings, type FlussServers, startFluss } from '../../servers/fluss/start';

const DATABASE = 'judged';
const signal = new AbortController().signal;
let servers: FlussServers;
let client: FlussClient;
let tables: FlussTables;
let java: JavaClient;

beforeAll(async () => {
  servers = await startFluss();
  client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, signal);
  tables = new FlussTables(client, new CurrentDatabase(DATABASE));
  await client.admin.createDatabase(DATABASE, { properties: {} }, true, signal);
  java = await JavaClient.start(servers.port);
});
afterAll(async () => {
  await java.stop();
  client.close();
  await servers.stop();
});

const plain = (kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BYTES' | 'DATE'): DataType => ({ kind, nullable: true });
const timed = (kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ', precision: number): DataType => ({ kind, nullable: true, precision });
const sized = (kind: 'CHAR' | 'BINARY', length: number): DataType => ({ kind, nullable: true, length });

/**
 * Each type with values at its extremes, and none. Of times before 1970 only whole milliseconds: parts of one the Java client
 * cannot read from Arrow batches, its own neither.
 */
const EXTREMES: readonly (readonly [name: string, type: DataType, one: Cell, other: Cell])[] = [
  ['id', { kind: 'BIGINT', nullable: false }, '-9223372036854775808', '9223372036854775807'],
  ['flag', plain('BOOLEAN'), 'true', 'false'],
  ['tiny', plain('TINYINT'), '-128', '127'],
  ['small', plain('SMALLINT'), '-32768', '32767'],
  ['whole', plain('INT'), '-2147483648', '2147483647'],
  ['single', plain('FLOAT'), 'ff800000', '00000001'],
  ['double', plain('DOUBLE'), '8000000000000000', '7fefffffffffffff'],
  ['letters', sized('CHAR', 5), 'abcde', 'vwxyz'],
  ['text', plain('STRING'), '', 'grüß 🌊 and more than seven bytes'],
  ['fixed', sized('BINARY', 3), '00ff80', 'ffffff'],
  ['raw', plain('BYTES'), '', '000102fdfeff00112233'],
  ['compact', { kind: 'DECIMAL', nullable: true, precision: 18, scale: 4 }, '-99999999999999.9999', '0.0001'],
  ['wide', { kind: 'DECIMAL', nullable: true, precision: 38, scale: 0 }, '-99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ['day', plain('DATE'), '-719162', '2932896'],
  ['seconds', timed('TIME', 0), '0', '86399000'],
  ['millis', timed('TIME', 3), '1', '86399999'],
  ['t0', timed('TIMESTAMP', 0), '-62135596800000.0', '253402300799000.0'],
  ['t3', timed('TIMESTAMP', 3), '-1.0', '253402300799999.0'],
  ['t6', timed('TIMESTAMP', 6), '-1000.0', '1700000000000.1000'],
  ['t9', timed('TIMESTAMP', 9), '1.999999', '4102444800000.1'],
  ['z0', timed('TIMESTAMP_LTZ', 0), '0.0', '4102444800000.0'],
  ['z3', timed('TIMESTAMP_LTZ', 3), '-86400001.0', '1.0'],
  ['z9', timed('TIMESTAMP_LTZ', 9), '1.999999', '1700000000123.456789'],
  ['numbers', { kind: 'ARRAY', nullable: true, element: plain('BIGINT') }, [], ['-1', null, '9223372036854775807']],
  ['lists', { kind: 'ARRAY', nullable: true, element: { kind: 'ARRAY', nullable: true, element: plain('STRING') } }, [[], null, ['a']], [['longer than seven', null], []]],
  ['moments', { kind: 'ARRAY', nullable: true, element: timed('TIMESTAMP', 9) }, ['1.999999', null], ['1700000000123.456789']],
  ['amounts', { kind: 'ARRAY', nullable: true, element: { kind: 'DECIMAL', nullable: true, precision: 30, scale: 2 } }, ['-1234567890123456789012345678.90'], [null, '0.01']],
  ['counts', { kind: 'MAP', nullable: true, key: { kind: 'STRING', nullable: false }, value: plain('INT') }, [], [['one', '1'], ['a key of some length', null]]],
  [
    'nested',
    { kind: 'ROW', nullable: true, fields: [{ name: 'a', type: plain('INT') }, { name: 'b', type: { kind: 'ARRAY', nullable: true, element: plain('INT') } }, { name: 'c', type: { kind: 'ROW', nullable: true, fields: [{ name: 'd', type: plain('STRING') }] } }] },
    ['1', ['2', null], ['three']],
    [null, null, [null]],
  ],
];
const TYPES = EXTREMES.map(([, type]) => type);
const ROWS: readonly (readonly Cell[])[] = [EXTREMES.map(([, , one]) => one), EXTREMES.map(([, , , other]) => other), EXTREMES.map(([, { nullable }]) => (nullable ? null : '0'))];
const ALL = EXTREMES.map((_, index) => index);
const SOME = ['id', 'text', 'wide', 't9', 'counts', 'nested'].map((wanted) => EXTREMES.findIndex(([name]) => name === wanted));

function descriptor(properties: Readonly<Record<string, string>>, more: Partial<TableDescriptor> = {}, primaryKey: readonly string[] = []): TableDescriptor {
  const columns = EXTREMES.map(([name, type], id) => ({ name, type, id }));
  return { schema: { columns, primaryKey, autoIncrement: [] }, partitionKeys: [], bucketKeys: primaryKey.filter((name) => !(more.partitionKeys ?? []).includes(name)), bucketCount: 2, properties, customProperties: {}, ...more };
}

const create = (table: string, made: TableDescriptor): Promise<void> => client.admin.createTable({ database: DATABASE, table }, made, false, signal);

async function read(table: string, columns: readonly number[] = ALL): Promise<Table> {
  const { table: rows } = await collect(tables.scan({ table: [DATABASE, table], columns, signal }));
  if (!rows) throw new Error('no rows came');
  return rows;
}

async function write(table: string, rows: Table, kind: 'insert' | 'upsert'): Promise<bigint> {
  const encoder = new ArrowEncoder(rows.schema);
  const writer = tables.writer({ table: [DATABASE, table], kind, columns: ALL, signal });
  for (const batch of rows.batches) for (const { bytes } of encoder.write(batch)) await writer.write(bytes);
  return (await writer.finish()).written;
}

const sorted = (rows: readonly (readonly Cell[])[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();
const EXPECTED = sorted(ROWS);

const LOGS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['ARROW, ZSTD', { 'table.log.format': 'ARROW', 'table.log.arrow.compression.type': 'ZSTD' }],
  ['ARROW, LZ4_FRAME', { 'table.log.format': 'ARROW', 'table.log.arrow.compression.type': 'LZ4_FRAME' }],
  ['ARROW, NONE', { 'table.log.format': 'ARROW', 'table.log.arrow.compression.type': 'NONE' }],
  ['INDEXED', { 'table.log.format': 'INDEXED' }],
  ['COMPACTED', { 'table.log.format': 'COMPACTED' }],
];

describe.each(LOGS)('a log that is %s', (title, properties) => {
  const name = title.toLowerCase().replaceAll(/\W+/gu, '_');

  test('as the Java client appends it is read here, and as it is appended here the Java client reads it', async () => {
    await create(`${name}_theirs`, descriptor(properties));
    await create(`${name}_ours`, descriptor(properties));
    await java.append([DATABASE, `${name}_theirs`], ROWS);
    const rows = await read(`${name}_theirs`);
    expect(sorted(cellsOf(rows, TYPES))).toEqual(EXPECTED);
    expect(await write(`${name}_ours`, rows, 'insert')).toBe(3n);
    const back = await java.scan([DATABASE, `${name}_ours`], 3);
    expect(sorted(back.map(([, cells]) => cells))).toEqual(EXPECTED);
    expect(back.map(([change]) => change)).toEqual(['+A', '+A', '+A']);
    const part = cellsOf(await read(`${name}_ours`, SOME), SOME.map((index) => TYPES[index]!));
    expect(sorted(part)).toEqual(sorted(ROWS.map((row) => SOME.map((index) => row[index]!))));
    if (title.startsWith('ARROW')) expect(sorted((await java.scan([DATABASE, `${name}_ours`], 3, SOME)).map(([, cells]) => cells))).toEqual(sorted(part));
  });
});

describe.each(['COMPACTED', 'INDEXED'])('rows under a key that are %s', (format) => {
  const name = `keyed_${format.toLowerCase()}`;

  test('as the Java client puts them are found here, and as they are put here the Java client finds them', async () => {
    await create(`${name}_theirs`, descriptor({ 'table.kv.format': format }, {}, ['id']));
    await create(`${name}_ours`, descriptor({ 'table.kv.format': format }, {}, ['id']));
    await java.upsert([DATABASE, `${name}_theirs`], ROWS);
    const rows = await read(`${name}_theirs`);
    expect(sorted(cellsOf(rows, TYPES))).toEqual(EXPECTED);
    expect(await write(`${name}_ours`, rows, 'upsert')).toBe(3n);
    const keys = ROWS.map((row) => [row[0]!]);
    expect(sorted(await java.lookup([DATABASE, `${name}_ours`], ['id'], keys, true))).toEqual(EXPECTED);
    expect((await java.scan([DATABASE, `${name}_ours`], 3)).map(([change]) => change)).toEqual(['+I', '+I', '+I']);
  });
});

test('rows of a partitioned table with a key of two columns are found by whole key and by its leading part, by both', async () => {
  const keyed = { kind: 'STRING', nullable: false } as const;
  const columns = [['region', keyed], ['shop', { kind: 'INT', nullable: false }], ['item', keyed], ['day', { kind: 'DATE', nullable: false }], ['price', plain('DOUBLE')]] as const;
  const types = columns.map(([, type]) => type);
  const made = {
    ...descriptor({}, { partitionKeys: ['region', 'day'], bucketKeys: ['shop'] }),
    schema: { columns: columns.map(([name, type], id) => ({ name, type, id })), primaryKey: ['region', 'shop', 'item', 'day'], autoIncrement: [] },
  };
  for (const table of ['placed_theirs', 'placed_ours']) {
    await create(table, made);
    for (const [region, day] of [['eu', '2026-01-01'], ['us', '2026-01-02']] as const) await client.admin.createPartition({ database: DATABASE, table }, [['region', region], ['day', day]], true, signal);
  }
  const rows: readonly (readonly Cell[])[] = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? ['eu', String(index % 6), `item ${index}`, '20454', '3ff8000000000000'] : ['us', String(index % 6), `item ${index}`, '20455', null]));
  await java.upsert([DATABASE, 'placed_theirs'], rows);
  const { table: found } = await collect(tables.scan({ table: [DATABASE, 'placed_theirs'], columns: [0, 1, 2, 3, 4], signal }));
  expect(sorted(cellsOf(found!, types))).toEqual(sorted(rows));
  const encoder = new ArrowEncoder(found!.schema);
  const writer = tables.writer({ table: [DATABASE, 'placed_ours'], kind: 'upsert', columns: [0, 1, 2, 3, 4], signal });
  for (const batch of found!.batches) for (const { bytes } of encoder.write(batch)) await writer.write(bytes);
  expect((await writer.finish()).written).toBe(40n);
  const keys = rows.map((row) => row.slice(0, 4));
  expect(sorted(await java.lookup([DATABASE, 'placed_ours'], ['region', 'shop', 'item', 'day'], keys, true))).toEqual(sorted(rows));
  const prefix = await java.lookup([DATABASE, 'placed_ours'], ['region', 'day', 'shop'], [['eu', '20454', '2']], false);
  const expected = sorted(rows.filter(([region, shop]) => region === 'eu' && shop === '2'));
  expect(sorted(prefix)).toEqual(expected);
  const ours = await collect(
    tables.scan({
      table: [DATABASE, 'placed_theirs'],
      columns: [0, 1, 2, 3, 4],
      predicate: { op: 'and', args: [{ op: 'compare', column: 0, comparison: '=', value: { type: 'VARCHAR', value: 'eu' } }, { op: 'compare', column: 3, comparison: '=', value: { type: 'DATE', value: '2026-01-01' } }, { op: 'compare', column: 1, comparison: '=', value: { type: 'INTEGER', value: '2' } }] },
      signal,
    }),
  );
  expect(sorted(cellsOf(ours.table!, types))).toEqual(expected);
});

test('keys of any bytes are in the buckets where the Java client puts them and looks for them', async () => {
  const columns = [['id', { kind: 'BIGINT', nullable: false }], ['text', plain('STRING')]] as const;
  const made = { ...descriptor({}, { bucketCount: 3 }, ['id']), schema: { columns: columns.map(([name, type], id) => ({ name, type, id })), primaryKey: ['id'], autoIncrement: [] } };
  for (const table of ['spread_theirs', 'spread_ours']) await create(table, made);
  // from 128 on the bytes of a key have their highest bit set, which counts as a sign
  const rows: readonly (readonly Cell[])[] = Array.from({ length: 60 }, (_, index) => [String(100 + 41 * index), `row ${index}`]);
  await java.upsert([DATABASE, 'spread_theirs'], rows);
  const values = rows.map(([id]) => ({ type: 'BIGINT', value: String(id) }));
  const { table: found } = await collect(tables.scan({ table: [DATABASE, 'spread_theirs'], columns: [0, 1], predicate: { op: 'in', column: 0, values }, signal }));
  expect(sorted(cellsOf(found!, columns.map(([, type]) => type)))).toEqual(sorted(rows));
  const encoder = new ArrowEncoder(found!.schema);
  const writer = tables.writer({ table: [DATABASE, 'spread_ours'], kind: 'upsert', columns: [0, 1], signal });
  for (const batch of found!.batches) for (const { bytes } of encoder.write(batch)) await writer.write(bytes);
  expect((await writer.finish()).written).toBe(60n);
  expect(sorted(await java.lookup([DATABASE, 'spread_ours'], ['id'], rows.map((row) => row.slice(0, 1)), true))).toEqual(sorted(rows));
});

describe.each([
  ['a log that is ARROW', { 'table.log.format': 'ARROW' }, []],
  ['a log that is INDEXED', { 'table.log.format': 'INDEXED' }, []],
  ['rows under a key that are COMPACTED', { 'table.kv.format': 'COMPACTED' }, ['id']],
  ['rows under a key that are INDEXED', { 'table.kv.format': 'INDEXED' }, ['id']],
] as const)('a column that is added to %s', (title, properties, key) => {
  const name = `grown_${title.toLowerCase().replaceAll(/\W+/gu, '_')}`;
  const types = [{ kind: 'BIGINT', nullable: false }, plain('STRING'), plain('INT')] as const;

  test('is empty in rows of the schema before, here and with the Java client, and rows of both schemas stand beside each other', async () => {
    const columns = [['id', types[0]], ['text', types[1]]] as const;
    await create(name, { ...descriptor(properties, {}, key), schema: { columns: columns.map(([column, type], id) => ({ name: column, type, id })), primaryKey: key, autoIncrement: [] } });
    const put = key.length > 0 ? java.upsert.bind(java) : java.append.bind(java);
    const path = [DATABASE, name] as const;
    await put(path, [['1', 'before'], ['2', null]]);
    const stale = await read(name, [0, 1]); // and its schema stays known here
    await client.admin.alterTable({ database: DATABASE, table: name }, { addColumns: [{ name: 'extra', type: types[2] }] }, false, signal);
    await put(path, [['3', 'after', '33']]);
    const expected = [['1', 'before', null], ['2', null, null], ['3', 'after', '33']] as const;
    const rows = await read(name, [0, 1, 2]);
    expect(sorted(cellsOf(rows, types))).toEqual(sorted(expected));
    expect(sorted(cellsOf(await read(name, [2, 0]), [types[2], types[0]]))).toEqual(sorted(expected.map(([id, , extra]) => [extra, id])));
    // a writer that knows the columns before leaves the new one empty
    const encoder = new ArrowEncoder(stale.schema);
    const writer = tables.writer({ table: path, kind: key.length > 0 ? 'upsert' : 'insert', columns: [0, 1], signal });
    for (const batch of stale.batches) for (const { bytes } of encoder.write(batch)) await writer.write(bytes);
    expect((await writer.finish()).written).toBe(2n);
    const all = key.length > 0 ? expected : [...expected, ['1', 'before', null], ['2', null, null]];
    expect(sorted(cellsOf(await read(name, [0, 1, 2]), types))).toEqual(sorted(all));
    if (key.length > 0) expect(sorted(await java.lookup(path, ['id'], [['1'], ['2'], ['3']], true))).toEqual(sorted(expected));
    else expect(sorted((await java.scan(path, all.length)).map(([, cells]) => cells))).toEqual(sorted(all));
  });
});
