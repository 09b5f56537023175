import { Int64, type Table, Table as ArrowTable, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { makeCellFormatter } from '../../../src/core/format/cell';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import { type DataType } from '../../../src/backends/fluss/types/dataType';
import type { TableDescriptor } from '../../../src/backends/fluss/types/table';
import { FETCH_LOG } from '../../../src/backends/fluss/wire/apis';
import { collect } from '../../contract/gather';
import { clusterSettings, type FlussServers, startFluss } from '../../servers/fluss/start';
import { PythonClient } from '../../servers/fluss/judge';
import { schemaAndBatches } from './support';

let servers: FlussServers;
let client: FlussClient;
let tables: FlussTables;
let python: PythonClient;
let sample: Uint8Array;
let nested: Uint8Array;
const signal = new AbortController().signal;
const DATABASE = 'values';

beforeAll(async () => {
  // small segments, moved at once, so that little is remote soon
  servers = await startFluss({ settings: { 'log.segment.file-size': '64kb', 'remote.log.task-interval-duration': '1s' } });
  client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, signal);
  tables = new FlussTables(client, new CurrentDatabase(DATABASE));
  python = await PythonClient.start(servers.port);
  await client.admin.createDatabase(DATABASE, { properties: {} }, true, signal);
  sample = await made(false);
  nested = await made(true);
});
afterAll(async () => {
  await python.stop();
  client.close();
  await servers.stop();
});

async function made(withNested: boolean): Promise<Uint8Array> {
  const file = python.newFile();
  await python.ask('sample', { file, nested: withNested });
  return python.take(file);
}

const nullable = (kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BYTES' | 'DATE' | 'INT'): DataType => ({ kind, nullable: true });
const FLAT: readonly (readonly [string, DataType])[] = [
  ['id', { kind: 'INT', nullable: false }],
  ['flag', nullable('BOOLEAN')],
  ['tiny', nullable('TINYINT')],
  ['small', nullable('SMALLINT')],
  ['big', nullable('BIGINT')],
  ['single', nullable('FLOAT')],
  ['double', nullable('DOUBLE')],
  ['text', nullable('STRING')],
  ['raw', nullable('BYTES')],
  ['compact', { kind: 'DECIMAL', nullable: true, precision: 18, scale: 4 }],
  ['wide', { kind: 'DECIMAL', nullable: true, precision: 38, scale: 10 }],
  ['day', nullable('DATE')],
  ['clock', { kind: 'TIME', nullable: true, precision: 3 }],
  ['moment', { kind: 'TIMESTAMP', nullable: true, precision: 6 }],
  ['instant', { kind: 'TIMESTAMP_LTZ', nullable: true, precision: 6 }],
];
const NESTED: readonly (readonly [string, DataType])[] = [
  ...FLAT,
  ['list', { kind: 'ARRAY', nullable: true, element: nullable('INT') }],
  ['texts', { kind: 'ARRAY', nullable: true, element: nullable('STRING') }],
  [
    'row',
    {
      kind: 'ROW',
      nullable: true,
      fields: [
        { name: 'a', type: nullable('BIGINT') },
        { name: 'b', type: nullable('STRING') },
      ],
    },
  ],
  ['map', { kind: 'MAP', nullable: true, key: { kind: 'STRING', nullable: false }, value: nullable('INT') }],
];

function descriptor(columns: readonly (readonly [string, DataType])[], properties: Readonly<Record<string, string>>, primaryKey: readonly string[] = []): TableDescriptor {
  return {
    schema: { columns: columns.map(([name, type], id) => ({ name, type, id })), primaryKey, autoIncrement: [] },
    partitionKeys: [],
    bucketKeys: primaryKey.length > 0 ? primaryKey : [],
    bucketCount: 2,
    properties,
    customProperties: {},
  };
}

/** Each row as the grid would show it, sorted. */
function rowsOf(stream: Uint8Array | Table, columns: number): readonly string[] {
  const table = stream instanceof Uint8Array ? tableFromIPC(stream) : stream;
  const rows = table.batches.flatMap((batch) => {
    const formatters = table.schema.fields.slice(0, columns).map((field) => makeCellFormatter(field, { timeZone: 'UTC' }));
    return Array.from({ length: batch.numRows }, (_, row) => formatters.map((formatter, index) => formatter.format(batch.data.children[index]!, row).text).join(' | '));
  });
  return rows.sort();
}

async function write(table: string, stream: Uint8Array, kind: 'insert' | 'upsert' | 'delete', columns?: readonly number[]): Promise<bigint> {
  const { schema, batches } = schemaAndBatches(stream);
  const writer = tables.writer({ table: [DATABASE, table], kind, columns: columns ?? schema.fields.map((_, index) => index), signal });
  for (const batch of batches) await writer.write(batch);
  const report = await writer.finish();
  expect(report.rejected).toEqual([]);
  return report.written;
}

async function scan(table: string, columns: readonly number[]): Promise<Table> {
  const { table: rows } = await collect(tables.scan({ table: [DATABASE, table], columns, signal }));
  if (!rows) throw new Error('no rows came');
  return rows;
}

async function pythonScan(table: string, columns?: readonly string[]): Promise<Uint8Array> {
  const file = python.newFile();
  await python.ask('scan', { database: DATABASE, table, buckets: [0, 1], file, ...(columns ? { columns } : {}) });
  return python.take(file);
}

const all = (columns: readonly unknown[]): readonly number[] => columns.map((_, index) => index);

describe.each(['ZSTD', 'LZ4_FRAME', 'NONE'])('log table with Arrow batches, compression %s', (codec) => {
  const name = `log_${codec.toLowerCase()}`;
  const properties = { 'table.log.format': 'ARROW', 'table.log.arrow.compression.type': codec };

  test('what is appended here is read by the official client, whole and in part', async () => {
    await client.admin.createTable({ database: DATABASE, table: name }, descriptor(NESTED, properties), false, signal);
    expect(await write(name, nested, 'insert')).toBe(4n);
    const expected = rowsOf(nested, NESTED.length);
    expect(rowsOf(await scan(name, all(NESTED)), NESTED.length)).toEqual(expected);
    expect(rowsOf(await pythonScan(name), NESTED.length)).toEqual(expected);
    const some = ['id', 'text', 'wide', 'list'];
    const indexes = some.map((column) => NESTED.findIndex(([known]) => known === column));
    const part = rowsOf(await scan(name, indexes), some.length);
    expect(part).toHaveLength(4);
    expect(rowsOf(await pythonScan(name, some), some.length)).toEqual(part);
  });

  test('what the official client appends is read here', async () => {
    const theirs = `${name}_theirs`;
    await client.admin.createTable({ database: DATABASE, table: theirs }, descriptor(FLAT, properties), false, signal);
    await python.ask('append', { database: DATABASE, table: theirs, file: await python.put(sample) });
    expect(rowsOf(await scan(theirs, all(FLAT)), FLAT.length)).toEqual(rowsOf(sample, FLAT.length));
  });
});

describe.each(['COMPACTED', 'INDEXED'])('table with a primary key, rows %s', (format) => {
  const name = `keyed_${format.toLowerCase()}`;
  const properties = { 'table.kv.format': format };

  test('what is put here is found by the official client', async () => {
    await client.admin.createTable({ database: DATABASE, table: name }, descriptor(NESTED, properties, ['id']), false, signal);
    expect(await write(name, nested, 'upsert')).toBe(4n);
    const expected = rowsOf(nested, NESTED.length);
    expect(rowsOf(await scan(name, all(NESTED)), NESTED.length)).toEqual(expected);
    if (format === 'COMPACTED') expect(rowsOf(await pythonLookup(name, nested), NESTED.length)).toEqual(expected);
  });
});

// the Python client does not know INDEXED rows under a key
test('what the official client puts is found here, by scan and by key', async () => {
  const theirs = 'keyed_theirs';
  await client.admin.createTable({ database: DATABASE, table: theirs }, descriptor(FLAT, {}, ['id']), false, signal);
  await python.ask('upsert', { database: DATABASE, table: theirs, file: await python.put(sample) });
  const expected = rowsOf(sample, FLAT.length);
  expect(rowsOf(await scan(theirs, all(FLAT)), FLAT.length)).toEqual(expected);
  const { table: found } = await collect(tables.lookup({ table: [DATABASE, theirs], key: 0, keys: keysOf(sample), columns: all(FLAT), signal }));
  expect(rowsOf(found!, FLAT.length)).toEqual(expected);
});

test('rows that were moved to remote storage are read from there, all columns and some, from the start and from the middle', async () => {
  const name = 'moved';
  const columns = [['n', { kind: 'BIGINT', nullable: false }], ['text', nullable('STRING')]] as const;
  await client.admin.createTable({ database: DATABASE, table: name }, { ...descriptor(columns, { 'table.log.tiered.local-segments': '1', 'table.log.arrow.compression.type': 'NONE' }), bucketCount: 1 }, false, signal);
  const count = 200;
  for (let batch = 0; batch < 60; batch++) {
    const n = Array.from({ length: count }, (_, row) => BigInt(batch * count + row));
    const rows = tableToIPC(new ArrowTable({ n: vectorFromArray(n, new Int64()), text: vectorFromArray(n.map((value) => `row ${value} of this log`), new Utf8()) }), 'stream');
    await write(name, rows, 'insert');
  }
  // the first segment is gone from the tablet server when the server says that it is remote
  const info = await client.tables.info({ database: DATABASE, table: name }, signal);
  const leader = await client.tables.leader(info, undefined, 0, signal);
  const fetch = { follower: -1, maxBytes: 1 << 20, maxWaitMs: 500, minBytes: 1, tables: [{ tableId: info.tableId, projected: false, columns: [], buckets: [{ bucket: 0, offset: 0n, maxBytes: 1 << 20 }] }] };
  const segments = async (): Promise<number> => (await client.cluster.ask({ to: 'server', id: leader }, FETCH_LOG, fetch, { signal })).tables[0]?.buckets[0]?.remote?.segments.length ?? 0;
  await expect.poll(segments, { timeout: 40_000, interval: 500 }).toBeGreaterThan(1);
  const all = await scan(name, [0, 1, 4]);
  expect(all.numRows).toBe(60 * count);
  expect(all.getChild('n')!.toArray()).toEqual(BigInt64Array.from({ length: 60 * count }, (_, row) => BigInt(row)));
  expect(all.getChild('text')!.get(12_345 % all.numRows)).toBe(`row ${12_345 % all.numRows} of this log`);
  const { table: some } = await collect(tables.scan({ table: [DATABASE, name], columns: [1, 4], predicate: { op: 'compare', column: 4, comparison: '>=', value: { type: 'BIGINT', value: '777' } }, signal }));
  expect([some?.numRows, some?.getChild('text')?.get(0)]).toEqual([60 * count - 777, 'row 777 of this log']);
});

/** The stream with its first column only: the key. */
function keysOf(stream: Uint8Array): Uint8Array {
  return schemaAndBatches(stream).firstColumn;
}

async function pythonLookup(table: string, rows: Uint8Array): Promise<Uint8Array> {
  const result = python.newFile();
  const schema = await python.put(rows);
  await python.ask('lookup', { database: DATABASE, table, file: await python.put(keysOf(rows)), schema, result });
  return python.take(result);
}
