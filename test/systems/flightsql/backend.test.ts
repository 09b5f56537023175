import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataType, Field, Float64, Int32, Int64, RecordBatchReader, Schema, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { readStream } from '../../../src/core/arrow/readStream';
import type { RowChange } from '../../../src/core/contract/tables';
import type { Session } from '../../../src/core/contract/session';
import type { ParameterType, StatementParameter } from '../../../src/core/contract/execution';
import { startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run, valuesOf } from './support';
import { collect } from '../../contract/gather';

/** The session over Arrow's own Go server with SQLite. */

let server: WatchedServer;
let session: Session;

beforeAll(async () => {
  server = await startFlightsqld({ user: 'ada', password: 'secret' });
  session = await connectTo({ ...server.address, auth: 'password', user: 'ada' }, { password: 'secret' });
}, 600_000);
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

const parameter = (name: string, type: ParameterType, value: string | null): StatementParameter => ({ name, type, value });

describe('Connecting', () => {
  test('with a wrong password says so', async () => {
    expect(await failureOf(connectTo({ ...server.address, auth: 'password', user: 'ada' }, { password: 'wrong' }))).toMatchObject({ kind: 'unauthorized', code: 'UNAUTHENTICATED' });
  });
  test('with user and password at each call works where the server takes the handshake’s token only by handshake', async () => {
    expect(await failureOf(connectTo({ ...server.address, auth: 'basic', user: 'ada' }, { password: 'wrong' }))).toMatchObject({ kind: 'unauthorized' });
  });
  test('tells what the server is and can do', () => {
    expect(session.server.version).toBe('sqlite 3');
    expect(session.server.features).toEqual(['transactions', 'bulk ingestion']);
    expect(Object.fromEntries(session.server.facts)).toMatchObject({ Encryption: 'none', 'Names in quotes': '"' });
  });
});

describe('The catalog', () => {
  test('goes from catalogs over types of tables to columns with their keys', async () => {
    const labels = async (path: readonly string[]) => (await session.catalog.children(path, { limit: 100 }, never)).nodes.map(({ label, description, icon }) => [label, description, icon]);
    expect(await labels([])).toEqual([['main', 'catalog', 'database']]);
    expect(await labels(['c:main'])).toEqual([['Tables', '3', 'folder'], ['Views', '1', 'folder']]);
    expect(await labels(['c:main', 's:', 'k:table'])).toEqual([['odd name', undefined, 'table'], ['readings', undefined, 'table'], ['stations', undefined, 'table']]);
    expect(await labels(['c:main', 's:', 'k:table', 't:readings'])).toEqual([
      ['id', 'int64 · primary key', 'key'],
      ['station_id', 'int64 · foreign key → stations(id) · not null', 'references'],
      ['at', 'utf8 · not null', 'symbol-field'],
      ['celsius', 'float64', 'symbol-field'],
      ['note', 'utf8', 'symbol-field'],
    ]);
  });
  test('writes names so that they can be selected from', async () => {
    const [node] = await session.catalog.search('odd', 5, never);
    expect(node?.reference).toBe('"odd name"');
    expect(valuesOf(await run(session, `SELECT * FROM ${node!.reference!}`))).toEqual({ 'a "quoted" column': ['1'], ünï: ['naïve 日本 🦆'] });
  });
  test('knows a name of a statement, whatever its case', async () => {
    const detail = await session.catalog.resolve('STATIONS', never);
    expect(detail?.columns?.map(({ name, key }) => [name, key])).toEqual([['id', 'primary key'], ['name', undefined], ['city', undefined], ['opened', undefined]]);
    expect(await session.catalog.resolve('"no such"', never)).toBeUndefined();
  });
});

describe('What is shown beside the tree', () => {
  test('is which tables point at one', async () => {
    const { facts } = await session.catalog.describe(['c:main', 's:', 't:stations'], never);
    expect(facts).toContainEqual(['Referenced by', 'readings(station_id) → id']);
  });
  test('is the list of the server’s data types', async () => {
    const [node] = (await session.catalog.children([], { limit: 1 }, never)).nodes;
    const action = session.actions.find(({ id }) => node?.actions?.includes(id));
    const { document } = await action!.run(node!.path, {}, never);
    expect(document?.language).toBe('markdown');
    expect(document?.text).toMatch(/^\| (?:varchar|text) \|.*'…'/imu);
    expect(document?.text.split('\n').length).toBeGreaterThan(10);
  });
});

describe('Statements', () => {
  test('give rows with the types of their columns', async () => {
    const { table, texts } = await run(session, 'SELECT id, celsius FROM readings WHERE id <= 2 ORDER BY id');
    expect(texts).toEqual([{ name: 'id', values: ['1', '2'] }, { name: 'celsius', values: ['15.6', '16.2'] }]);
    expect(table?.schema.fields.map((field) => field.metadata.get('headwater:type'))).toEqual(['int64', 'float64']);
  });
  test('say where a mistake is', async () => {
    expect(await failureOf(run(session, 'SELEC 1'))).toMatchObject({ position: { start: 0, end: 5 } });
    expect(await failureOf(run(session, 'SELECT *\nFROM nowhere'))).toMatchObject({ position: { start: 14, end: 21 } });
  });
  test('count what they change', async () => {
    expect((await run(session, "INSERT INTO stations VALUES (50, 'a', NULL, NULL), (51, 'b', NULL, NULL)")).done?.rowsAffected).toBe(2n);
    expect((await run(session, 'DELETE FROM stations WHERE id >= 50')).done?.rowsAffected).toBe(2n);
  });
  test('that make and remove tables change what is found', async () => {
    const found = async () => (await session.catalog.search('short_lived', 5, never)).map(({ label }) => label);
    await run(session, 'DROP TABLE IF EXISTS short_lived');
    expect(await found()).toEqual([]);
    await run(session, 'CREATE TABLE short_lived (a INT)');
    expect(await found()).toEqual(['short_lived']);
    await run(session, 'DROP TABLE short_lived');
    expect(await found()).toEqual([]);
  });
  test('take values for `?`, `$1` and `$name`', async () => {
    const one = await run(session, 'SELECT ? AS a, ? AS b', { parameters: [parameter('1', 'integer', '9007199254740993'), parameter('2', 'text', 'é 🦆')] });
    expect(valuesOf(one)).toEqual({ a: ['9007199254740993'], b: ['é 🦆'] });
    const two = await run(session, 'SELECT $2 || $1 AS a', { parameters: [parameter('1', 'text', 'x'), parameter('2', 'text', 'y')] });
    expect(valuesOf(two)).toEqual({ a: ['yx'] });
    const three = await run(session, 'SELECT name FROM stations WHERE id = $id OR id = $id + 1 ORDER BY id', { parameters: [parameter('id', 'integer', '1')] });
    expect(valuesOf(three)).toEqual({ name: ['Aigoual', 'Fréjorgues'] });
  });
  test('change rows by values, NULL among them', async () => {
    const done = await run(session, 'INSERT INTO stations (id, name, city) VALUES (?, ?, ?)', { parameters: [parameter('1', 'integer', '60'), parameter('2', 'text', 'n'), parameter('3', 'text', null)] });
    expect(done.done?.rowsAffected).toBe(1n);
    expect(valuesOf(await run(session, 'SELECT city FROM stations WHERE id = 60'))).toEqual({ city: ['NULL'] });
    await run(session, 'DELETE FROM stations WHERE id = 60');
  });
  test('that fail after some rows keep those', async () => {
    const kinds: string[] = [];
    const failure = await failureOf((async () => {
      for await (const event of session.statements!.run('GENERATE failing rows=20 batch=10', { signal: never }).events) kinds.push(event.kind);
    })());
    expect(kinds.filter((kind) => kind === 'batch')).toHaveLength(2);
    expect(failure.what).toBe('Could not run the statement');
  });
  test('that send nothing end at once when they are cancelled, here and there', async () => {
    const execution = session.statements!.run('GENERATE silent', { signal: never });
    const reading = collect(execution).catch((error: unknown) => error);
    await expect.poll(async () => (await server.open()).streams).toBe(1);
    const asked = performance.now();
    await execution.cancel();
    expect(String(await reading)).toMatch(/Cancelled/u);
    expect(performance.now() - asked).toBeLessThan(1_000);
    await expect.poll(async () => (await server.open()).streams).toBe(0);
  });
  test('send headers that the document asks for', async () => {
    await run(session, 'SELECT 1', { settings: { 'header-x-team': 'blue' } });
    expect((await server.calls()).slice(-2).map(({ headers }) => headers['x-team'])).toEqual([['blue'], ['blue']]);
    expect(await failureOf(run(session, 'SELECT 1', { settings: { 'header-authorization': 'x' } }))).toMatchObject({ code: 'bad-setting' });
  });
  test('leave no prepared statement open', async () => {
    await run(session, 'SELECT ? AS a', { parameters: [parameter('1', 'integer', '1')] });
    await expect.poll(async () => (await server.open()).statements).toBe(0);
  });
});

describe('Transactions', () => {
  const count = async (scope?: string) => valuesOf(await run(session, 'SELECT count(*) AS n FROM stations', scope === undefined ? {} : { scope }))['n']?.[0];
  test('roll back what a document has changed', async () => {
    const before = await count();
    await run(session, 'BEGIN TRANSACTION', { scope: 'one' });
    expect(session.transactions?.open.map(({ scope }) => scope)).toEqual(['one']);
    await run(session, "INSERT INTO stations VALUES (70, 'gone', NULL, NULL)", { scope: 'one' });
    expect(await count('one')).toBe(String(Number(before) + 1));
    await run(session, 'ROLLBACK', { scope: 'one' });
    expect(await count()).toBe(before);
    expect(session.transactions?.open).toEqual([]);
  });
  test('commit by the command as by the statement', async () => {
    await session.transactions!.begin('two', never);
    await run(session, "INSERT INTO stations VALUES (71, 'kept', NULL, NULL)", { scope: 'two' });
    await session.transactions!.end('two', 'commit', never);
    expect(valuesOf(await run(session, 'SELECT name FROM stations WHERE id = 71'))).toEqual({ name: ['kept'] });
    await run(session, 'DELETE FROM stations WHERE id = 71');
  });
  test('are one to a document, and none where none was begun', async () => {
    await session.transactions!.begin('three', never);
    expect(await failureOf(session.transactions!.begin('three', never))).toMatchObject({ code: 'in-transaction' });
    await session.transactions!.end('three', 'rollback', never);
    expect(await failureOf(session.transactions!.end('three', 'commit', never))).toMatchObject({ code: 'no-transaction' });
  });
  test('end with the session', async () => {
    const other = await connectTo({ ...server.address, auth: 'password', user: 'ada' }, { password: 'secret' });
    await other.transactions!.begin('four', never);
    await expect.poll(async () => (await server.open()).transactions).toBe(1);
    await other[Symbol.asyncDispose]();
    await expect.poll(async () => (await server.open()).transactions).toBe(0);
  });
});

describe('Inspecting', () => {
  test('tells endpoints and tickets, and fetches the rows of one', async () => {
    const inspection = await session.inspections!.inspect('SELECT 7 AS seven', { signal: never });
    expect(inspection.parts).toHaveLength(1);
    expect(Object.fromEntries(inspection.parts[0]!.facts)['Ticket']).toMatch(/bytes/u);
    expect(valuesOf(await collect(session.inspections!.read(inspection.id, 0, { signal: never })))).toEqual({ seven: ['7'] });
    expect(await failureOf(collect(session.inspections!.read('gone', 0, { signal: never })))).toMatchObject({ kind: 'notFound' });
  });
});

describe('Tables', () => {
  const path = ['main', '', 'readings'];
  test('are found by name and described with their keys and changes', async () => {
    expect(await session.tables!.resolve!(['Readings'], never)).toEqual(path);
    const { columns, keys, changes, schema } = await session.tables!.describe(path, never);
    expect(columns.map(({ name }) => name)).toEqual(['id', 'station_id', 'at', 'celsius', 'note']);
    expect(keys).toEqual([{ name: 'primary key', columns: [0], prefix: 1, unique: true }]);
    expect(changes).toEqual(['insert', 'upsert', 'update', 'delete']);
    expect(DataType.isInt(RecordBatchReader.from(schema).open().schema.fields[0]?.type)).toBe(true);
  });
  test('read the columns, rows and number of rows that are wanted', async () => {
    const predicate = { op: 'compare', column: 0, comparison: '>', value: { type: 'BIGINT', value: '4998' } } as const;
    const request = { table: path, columns: [3, 0], predicate, limit: 5, signal: never };
    expect(await session.tables!.plan(request)).toMatchObject({ predicate: 'exact', limit: true });
    expect((await collect(session.tables!.scan(request))).texts.map(({ name, values }) => [name, values.length])).toEqual([['celsius', 2], ['id', 2]]);
    expect((await collect(session.tables!.scan({ table: path, columns: [], signal: never }))).table?.numRows).toBe(5_000);
  });
  test('are made, filled, changed and read back', async () => {
    // The example server fails on declared types that it does not know, BIGINT and VARCHAR without a length among them.
    const schema = new Schema([new Field('id', new Int32(), false), new Field('celsius', new Float64(), true)]);
    const target = ['main', '', 'copies'];
    await session.tables!.create!({ table: target, schema: encodeSchema(schema).bytes, key: ['id'], ifNotExists: true, signal: never });
    expect(valuesOf(await run(session, "SELECT sql FROM sqlite_master WHERE name = 'copies'"))).toEqual({ sql: ['CREATE TABLE copies ("id" INTEGER NOT NULL, "celsius" DOUBLE, PRIMARY KEY ("id"))'] });
    await run(session, 'DROP TABLE copies');
    await run(session, 'CREATE TABLE copies (id INTEGER PRIMARY KEY, name TEXT, city TEXT, opened TEXT)');
    const { keys, changes } = await session.tables!.describe(target, never);
    expect([keys.length, changes]).toEqual([1, ['insert', 'upsert', 'update', 'delete']]);
    const columns = [0, 1, 2, 3];
    const batches: Uint8Array[] = [];
    for await (const event of session.tables!.scan({ table: ['main', '', 'stations'], columns, signal: never }).events) if (event.kind === 'batch') batches.push(event.bytes);
    const write = async (kind: 'insert' | 'delete', wanted: readonly number[]) => {
      const writer = session.tables!.writer!({ table: target, kind, columns: wanted, signal: never });
      for (const batch of batches) await writer.write(batch.slice());
      return writer.finish();
    };
    expect(await write('insert', columns)).toMatchObject({ written: 3n, rejectedRows: 0n, unknown: 0n });
    expect(valuesOf(await run(session, 'SELECT name FROM copies ORDER BY id'))).toEqual({ name: ['Aigoual', 'Fréjorgues', 'Sète'] });
    expect(await write('delete', columns)).toMatchObject({ written: 3n });
    expect(await write('delete', columns)).toMatchObject({ written: 0n, rejectedRows: 3n });
    await run(session, 'DROP TABLE copies');
  });
  test('take changes together or not at all', async () => {
    await run(session, 'CREATE TABLE pairs (id INTEGER PRIMARY KEY, name TEXT)');
    const target = ['main', '', 'pairs'];
    await session.tables!.describe(target, never);
    const row = (id: bigint, name?: string) => tableToIPC(new Table({ id: vectorFromArray([id], new Int64()), ...(name === undefined ? {} : { name: vectorFromArray([name], new Utf8()) }) }), 'stream');
    const insert = (id: bigint, name: string): RowChange => ({ kind: 'insert', columns: [0, 1], row: row(id, name) });
    const remove = (id: bigint): RowChange => ({ kind: 'delete', columns: [0], row: row(id) });
    const apply = (changes: readonly RowChange[]) => session.tables!.applyAtomically!({ table: target, changes, signal: never });
    expect(await apply([insert(1n, 'one'), insert(2n, 'two')])).toMatchObject({ written: 2n, rejectedRows: 0n, unknown: 0n });
    expect(await apply([insert(3n, 'three'), remove(1n), insert(2n, 'again')])).toMatchObject({ written: 0n, rejectedRows: 1n, rejected: [{ row: 2n, why: expect.stringMatching(/UNIQUE/u) }] });
    expect(valuesOf(await run(session, 'SELECT id, name FROM pairs ORDER BY id'))).toEqual({ id: ['1', '2'], name: ['one', 'two'] });
    const changed: readonly RowChange[] = [{ kind: 'update', columns: [0, 1], row: row(2n, 'zwei') }, remove(1n)];
    expect(await apply(changed)).toMatchObject({ written: 2n });
    expect(valuesOf(await run(session, 'SELECT id, name FROM pairs'))).toEqual({ id: ['2'], name: ['zwei'] });
    await expect.poll(async () => (await server.open()).transactions).toBe(0);
    await run(session, 'DROP TABLE pairs');
  });
  test('insert or replace rows where the server is known to have a statement for it', async () => {
    await run(session, "CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, note TEXT DEFAULT 'none')");
    const target = ['main', '', 'places'];
    await session.tables!.describe(target, never);
    const upsert = async (columns: readonly number[], row: Record<string, string | bigint>) => {
      const schema = new Schema(Object.entries(row).map(([name, value]) => new Field(name, typeof value === 'bigint' ? new Int64() : new Utf8(), true)));
      const writer = session.tables!.writer!({ table: target, kind: 'upsert', columns, signal: never });
      const vectors = Object.fromEntries(schema.fields.map((field) => [field.name, vectorFromArray([row[field.name]], field.type)]));
      for (const batch of readStream(tableToIPC(new Table(schema, vectors), 'stream')).batches) await writer.write(batch);
      return writer.finish();
    };
    expect(await upsert([0, 1, 2], { id: 1n, name: 'one', note: 'first' })).toMatchObject({ written: 1n, rejectedRows: 0n });
    expect(await upsert([0, 1], { id: 1n, name: 'eins' })).toMatchObject({ written: 1n, rejectedRows: 0n });
    expect(await upsert([0], { id: 2n })).toMatchObject({ written: 1n });
    expect(await upsert([0], { id: 2n })).toMatchObject({ written: 1n, rejectedRows: 0n });
    // What was not given has its default, as in a new row.
    expect(valuesOf(await run(session, 'SELECT id, name, note FROM places ORDER BY id'))).toEqual({ id: ['1', '2'], name: ['eins', 'NULL'], note: ['none', 'none'] });
    expect(await session.tables!.applyAtomically!({ table: target, changes: [{ kind: 'upsert', columns: [0, 1], row: tableToIPC(new Table({ id: vectorFromArray([2n], new Int64()), name: vectorFromArray(['two'], new Utf8()) }), 'stream') }], signal: never })).toMatchObject({ written: 1n });
    expect(valuesOf(await run(session, 'SELECT name FROM places WHERE id = 2'))).toEqual({ name: ['two'] });
    await run(session, 'DROP TABLE places');
  });
});
