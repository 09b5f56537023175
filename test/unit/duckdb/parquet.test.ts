import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { HeadwaterError, isCancelled } from '../../../src/core/errors';
import type { DuckDb, DuckDbConnection } from '../../../src/duckdb/duckdb';
import { ParquetWriter, writeParquet } from '../../../src/duckdb/parquet';
import { bundleDuckDb, never, openMemory, reason, rows } from './support';

let workerPath: string;
let folder: string;
let duckDb: DuckDb;
let connection: DuckDbConnection;
beforeAll(async () => {
  workerPath = await bundleDuckDb();
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-parquet-'));
  duckDb = await openMemory(workerPath);
  connection = await duckDb.connect();
});
afterAll(async () => {
  await duckDb.close();
  await rm(folder, { recursive: true, force: true });
});

async function* messages(sql: string, signal = never): AsyncGenerator<ArrowMessage> {
  for await (const event of connection.run(sql, { signal })) if (event.kind === 'schema' || event.kind === 'dictionary' || event.kind === 'batch') yield event;
}

async function write(sql: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeParquet({ workerPath, path: file, messages: messages(sql), signal: never });
  return file;
}

test('every type of DuckDB comes back from Parquet with the same values', async () => {
  const file = await write('FROM test_all_types()', 'types.parquet');
  const names = (await rows(connection, 'DESCRIBE FROM test_all_types()')).map(([name]) => name!);
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) {
    const [values] = await rows(connection, `SELECT (SELECT list("${name}"::VARCHAR) FROM test_all_types())::VARCHAR, (SELECT list("${name}"::VARCHAR) FROM '${file}')::VARCHAR`);
    // An interval has no exact type in Parquet; its parts are kept as they are in a struct.
    if (name === 'interval') expect(values![1]).toMatch(/months.*0, .*months.*: 999, .*days.*: 999, .*micros.*: 999999999.*NULL/u);
    else expect(values![1], name).toBe(values![0]);
  }
});

test('nested values and nulls over many batches are the same', async () => {
  const sql = `SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text number ' || i END AS s, [i, NULL, i + 1] AS l,
    {'x': CASE WHEN i > 50000 THEN i END, 'y': ['a', NULL, 'a longer text ' || i]} AS st, MAP {i: 'v' || i} AS m FROM range(100000) t(i)`;
  const file = await write(sql, 'nested.parquet');
  expect(await rows(connection, `SELECT count(*) FROM '${file}'`)).toEqual([['100000']]);
  expect(await rows(connection, `SELECT count(*) FROM ((${sql}) EXCEPT ALL (FROM '${file}'))`)).toEqual([['0']]);
}, 120_000);

test('columns of one name get names that differ, and no rows are a file too', async () => {
  const file = await write('SELECT 1 AS a, 2 AS a, 3 AS "A" WHERE false', 'empty.parquet');
  expect((await rows(connection, `DESCRIBE FROM '${file}'`)).map(([name]) => name)).toEqual(['a', 'a_1', 'A_2']);
  expect(await rows(connection, `SELECT count(*) FROM '${file}'`)).toEqual([['0']]);
});

test('cancelling is silent and leaves nothing behind', async () => {
  const controller = new AbortController();
  const work = reason(writeParquet({ workerPath, path: path.join(folder, 'never.parquet'), messages: messages('FROM range(1000000000000)', controller.signal), signal: controller.signal }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  controller.abort();
  expect(isCancelled(await work)).toBe(true);
  expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
});

test('a folder that is missing, and rows that break off, are told in words', async () => {
  const missing = await reason(writeParquet({ workerPath, path: path.join(folder, 'no', 'x.parquet'), messages: messages('SELECT 1'), signal: never }));
  expect(missing).toBeInstanceOf(HeadwaterError);
  expect((missing as HeadwaterError).failure.todo).toContain('folder');
  async function* broken(): AsyncGenerator<ArrowMessage> {
    yield* messages('SELECT 1 AS x');
    throw new Error('the source is gone');
  }
  const told = await reason(writeParquet({ workerPath, path: path.join(folder, 'broken.parquet'), messages: broken(), signal: never }));
  expect((told as HeadwaterError).failure.why).toContain('the source is gone');
  expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual([]);
});

test('one writer makes several files, one after the other and side by side, and goes on after one that failed', async () => {
  await using writer = new ParquetWriter(workerPath);
  const made = async (sql: string, name: string): Promise<string> => {
    const file = path.join(folder, name);
    await writer.write({ path: file, messages: messages(sql), signal: never });
    return file;
  };
  const first = await made('SELECT i FROM range(3000) t(i)', 'first.parquet');
  // Other columns than before.
  const second = await made("SELECT 'text' || i AS s, i AS n FROM range(5) t(i)", 'second.parquet');
  expect(await reason(made('SELECT 1', path.join('no', 'such.parquet')))).toBeInstanceOf(HeadwaterError);
  const [third, fourth] = await Promise.all([made('SELECT i * 2 AS d FROM range(200000) t(i)', 'third.parquet'), made('SELECT i * 3 AS t FROM range(200000) t(i)', 'fourth.parquet')]);
  expect(await rows(connection, `SELECT count(*), sum(i)::BIGINT FROM '${first}'`)).toEqual([['3000', '4498500']]);
  expect(await rows(connection, `SELECT s, n FROM '${second}' WHERE n = 4`)).toEqual([['text4', '4']]);
  expect(await rows(connection, `SELECT max(d) FROM '${third}'`)).toEqual([['399998']]);
  expect(await rows(connection, `SELECT max(t) FROM '${fourth}'`)).toEqual([['599997']]);
});

test('a writer that is given up during a file ends with that file', async () => {
  const writer = new ParquetWriter(workerPath, 10);
  const file = path.join(folder, 'ending.parquet');
  const writing = writer.write({ path: file, messages: messages('SELECT i FROM range(100000) t(i)'), signal: never });
  await writer[Symbol.asyncDispose]();
  await writing;
  expect(await rows(connection, `SELECT count(*) FROM '${file}'`)).toEqual([['100000']]);
});
