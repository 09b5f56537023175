import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import type { DuckDb, DuckDbConnection } from '../../../src/duckdb/duckdb';
import { type DuckDbRunEvent, NotReading } from '../../../src/duckdb/runChannel';
import { bundleDuckDb, never, openMemory, read, reason, rows } from './support';

const ENDLESS = 'SELECT i FROM range(1000000000000) t(i)';
/** Works for long before its first row. */
const SLOW = 'SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE (a.range * b.range) % 7 = 1';

let workerPath: string;
let duckDb: DuckDb;
let connection: DuckDbConnection;
beforeAll(async () => {
  workerPath = await bundleDuckDb();
});
beforeEach(async () => {
  duckDb = await openMemory(workerPath);
  connection = await duckDb.connect();
});
afterEach(() => duckDb.close());

async function firstBatch(events: AsyncIterator<DuckDbRunEvent>): Promise<number> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error('There was no batch.');
    if (value.kind === 'batch') return value.rows;
  }
}

async function rest(events: AsyncIterator<DuckDbRunEvent>): Promise<{ readonly rows: number; readonly end: Extract<DuckDbRunEvent, { kind: 'ended' }> | undefined }> {
  let count = 0;
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) return { rows: count, end: undefined };
    if (value.kind === 'batch') count += value.rows;
    if (value.kind === 'ended') return { rows: count, end: value };
  }
}

describe('cancelling', () => {
  test.each([
    ['while it is computed', SLOW],
    ['while rows stream', ENDLESS],
  ])('ends a statement %s, silently and soon, and the connection goes on', async (_, statement) => {
    const controller = new AbortController();
    const run = reason(read(connection, statement, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = performance.now();
    controller.abort();
    expect(await run).toBeInstanceOf(CancelledError);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect((await rows(connection, 'SELECT 42'))[0]).toEqual(['42']);
  });

  test('a small result ends it, but not its neighbour on the same connection', async () => {
    const controller = new AbortController();
    const running = rows(connection, 'SELECT count(*) FROM range(30000000)');
    const waiting = reason(connection.rows('SELECT 1', 'x', controller.signal));
    controller.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(await running).toEqual([['30000000']]);
  });

  test('leaving the loop closes the stream, so that its table can be dropped', async () => {
    await rows(connection, 'CREATE TABLE big AS SELECT i FROM range(1000000) t(i)');
    for await (const event of connection.run('FROM big', { signal: never })) if (event.kind === 'batch') break;
    await rows(connection, 'DROP TABLE big');
  });
});

describe('pulling', () => {
  test('reads no more than a few batches ahead while nobody asks', async () => {
    const events = connection.run(ENDLESS, { signal: never });
    await firstBatch(events);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = process.memoryUsage.rss();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 * 1024);
    await events.return();
  });
});

describe('another statement on a connection with a half-read result', () => {
  test('gets its turn at once; a result that is not too large still arrives whole', async () => {
    const events = connection.run('SELECT i FROM range(1000000) t(i)', { signal: never });
    const first = await firstBatch(events);
    expect(await rows(connection, 'SELECT 1')).toEqual([['1']]);
    const { rows: others, end } = await rest(events);
    expect(first + others).toBe(1_000_000);
    expect(end?.summary.cutAfter).toBeUndefined();
  });

  test('ends an endless one, which says after how many rows', async () => {
    const events = connection.run(ENDLESS, { signal: never });
    const first = await firstBatch(events);
    expect(await rows(connection, 'SELECT 1')).toEqual([['1']]);
    const { rows: others, end } = await rest(events);
    expect(end?.summary.cutAfter).toBe(first + others);
    expect(others).toBeGreaterThan(100_000);
  });

  test('on another connection leaves it alone', async () => {
    const other = await duckDb.connect();
    const events = connection.run(ENDLESS, { signal: never });
    await firstBatch(events);
    await rows(other, 'CREATE TABLE t AS SELECT 1 AS x');
    expect(await firstBatch(events)).toBeGreaterThan(0);
    await events.return();
  });
});

describe('what a text holds', () => {
  test('only reading statements are run where only reading is asked for', async () => {
    for (const text of ['CREATE TABLE x (a INTEGER)', 'SELECT 1; SELECT 2', 'WITH c AS (SELECT 1 AS a) INSERT INTO missing FROM c']) {
      expect(await reason(read(connection, text, { onlyReading: true })), text).not.toBeUndefined();
    }
    expect(await reason(read(connection, 'CREATE TABLE x (a INTEGER)', { onlyReading: true }))).toBeInstanceOf(NotReading);
    expect(await rows(connection, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'x'")).toEqual([['0']]);
    expect((await read(connection, 'FROM range(3)', { onlyReading: true })).table.numRows).toBe(3);
  });

  test('several statements give the rows of the last', async () => {
    const { table } = await read(connection, 'CREATE TABLE t AS SELECT 7 AS x; FROM t');
    expect(table.getChildAt(0)?.get(0)).toBe(7);
  });

  test('changed rows are counted', async () => {
    await rows(connection, 'CREATE TABLE t (x INTEGER)');
    expect((await summaryOf('INSERT INTO t SELECT * FROM range(5)')).rowsChanged).toBe('5');
    expect((await summaryOf('DELETE FROM t WHERE x > 2')).rowsChanged).toBe('2');
    expect(await summaryOf('')).toEqual({ statement: '' });
    expect(await summaryOf('-- nothing')).toEqual({ statement: '' });
  });

  async function summaryOf(text: string) {
    for await (const event of connection.run(text, { signal: never })) if (event.kind === 'ended') return event.summary;
    throw new Error('It did not end.');
  }
});

test('a closed database says so, and close can be called again', async () => {
  await duckDb.close();
  await duckDb.close();
  expect(duckDb.alive).toBe(false);
  expect(await reason(rows(connection, 'SELECT 1'))).toBeInstanceOf(HeadwaterError);
  expect(await reason(read(connection, 'SELECT 1'))).toBeInstanceOf(HeadwaterError);
});
