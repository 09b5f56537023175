import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionEvent } from '../../../../src/core/contract/execution';
import type { Session } from '../../../../src/core/contract/session';
import { Bench, failure, never, short, told } from './support';

const ENDLESS = 'SELECT i FROM range(1000000000000) t(i)';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.make();
});
afterEach(() => bench.closeSessions());
afterAll(() => bench.remove());

/** A result of which the first rows are read, and no more asked for. */
async function paused(session: Session, statement: string): Promise<AsyncIterator<ExecutionEvent>> {
  const events = session.statements!.run(statement, { signal: never }).events[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error('It ended.');
    if (value.kind === 'batch') return events;
  }
}

async function rest(events: AsyncIterator<ExecutionEvent>): Promise<readonly string[]> {
  const all: string[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) return all;
    const text = value.kind === 'batch' ? undefined : short(value);
    if (text !== undefined) all.push(text);
  }
}

describe('what statements tell', () => {
  test.each([
    ['CREATE TABLE t (a INTEGER)', 'Table created.'],
    ['CREATE OR REPLACE VIEW v AS SELECT 1 AS x', 'View created.'],
    ['CREATE SCHEMA s', 'Schema created.'],
    ['-- with a comment\nCREATE TEMP TABLE tt (a INTEGER)', 'Temporary table created.'],
    ['CREATE MACRO m(a) AS a + 1', 'Macro created.'],
    ['SET threads = 1', 'Setting changed.'],
    ['USE memory.main', 'Default schema changed.'],
    ['BEGIN', 'Transaction started.'],
    ["ATTACH ':memory:' AS other", 'Database attached.'],
  ])('%s: %s', async (statement, text) => {
    expect(await told(await bench.connect(), statement)).toEqual([text, 'done']);
  });

  test('changes are counted, not shown as rows, unless they return some', async () => {
    const session = await bench.connect();
    await told(session, 'CREATE TABLE t (a INTEGER)');
    expect(await told(session, 'INSERT INTO t FROM range(5)')).toEqual(['done 5']);
    expect(await told(session, 'UPDATE t SET a = 0 WHERE a > 2')).toEqual(['done 2']);
    expect(await told(session, 'DELETE FROM t RETURNING a')).toEqual(['schema', '5 rows', 'done']);
    expect(await told(session, '')).toEqual(['done']);
  });

  test('a wrong statement is told with its place', async () => {
    const statement = 'SELECT 1,\n  nope\nFROM range(3)';
    const { code, position } = await failure(told(await bench.connect(), statement));
    expect(code).toBe('Binder Error');
    expect(statement.slice(position!.start, position!.end)).toBe('nope');
  });
});

describe('state of the session', () => {
  test('temporary tables, variables, settings and the default schema last from statement to statement', async () => {
    const session = await bench.connect();
    await told(session, 'CREATE SCHEMA s');
    await told(session, 'CREATE TABLE s.t AS SELECT 1 AS x');
    await told(session, 'USE memory.s');
    expect(await told(session, 'FROM t')).toEqual(['schema', '1 rows', 'done']);
    await told(session, "SET TimeZone = 'Asia/Tokyo'");
    expect(await told(session, "SELECT 1 WHERE current_setting('TimeZone') = 'Asia/Tokyo'")).toEqual(['schema', '1 rows', 'done']);
    await told(session, 'CREATE TEMP TABLE tt AS FROM range(3)');
    expect(await told(session, 'FROM tt')).toEqual(['schema', '3 rows', 'done']);
    await told(session, 'SET VARIABLE v = 7');
    expect(await told(session, "SELECT 1 WHERE getvariable('v') = 7")).toEqual(['schema', '1 rows', 'done']);
  });

  test('a transaction sees its own rows and can be rolled back', async () => {
    const session = await bench.connect();
    await told(session, 'CREATE TABLE t (a INTEGER)');
    await told(session, 'BEGIN');
    await told(session, 'INSERT INTO t VALUES (1), (2)');
    expect(await told(session, 'FROM t')).toEqual(['schema', '2 rows', 'done']);
    expect(await told(session, 'ROLLBACK')).toEqual(['Transaction rolled back.', 'done']);
    expect(await told(session, 'FROM t')).toEqual(['schema', 'done']);
  });
});

describe('a result that waits to be read on', () => {
  test('is not disturbed by statements that follow, reading or changing', async () => {
    const session = await bench.connect();
    await told(session, 'CREATE TABLE t AS SELECT i FROM range(400000) t(i)');
    const events = await paused(session, 'FROM t');
    expect(await told(session, 'SELECT 1')).toEqual(['schema', '1 rows', 'done']);
    await told(session, 'CREATE TABLE other AS SELECT 1 AS x');
    await told(session, 'DELETE FROM t');
    expect(await rest(events)).toEqual(['done']);
  });

  test('inside a transaction ends with words when it is too long to be kept', async () => {
    const session = await bench.connect();
    await told(session, 'BEGIN');
    const events = await paused(session, ENDLESS);
    expect(await told(session, 'SELECT 1')).toEqual(['schema', '1 rows', 'done']);
    const [message, end] = await rest(events);
    expect(message).toMatch(/^Reading ended after [\d,.]+ rows: another statement ran/u);
    expect(end).toBe('done');
  });

  test('many at once are read side by side', async () => {
    const session = await bench.connect();
    const all = await Promise.all(Array.from({ length: 6 }, () => paused(session, ENDLESS)));
    expect(await told(session, 'SELECT 1')).toEqual(['schema', '1 rows', 'done']);
    for (const events of all) await events.return?.();
  });
});

test('sessions on one file share its database, and the file is free when the last one closes', async () => {
  const file = 'shared.duckdb';
  const one = await bench.connect({ storage: 'file', file });
  const other = await bench.connect({ storage: 'file', file });
  await told(one, 'CREATE TABLE t AS SELECT 1 AS x');
  expect(await told(other, 'FROM t')).toEqual(['schema', '1 rows', 'done']);
  await one[Symbol.asyncDispose]();
  expect(await told(other, 'FROM t')).toEqual(['schema', '1 rows', 'done']);
  expect((await failure(bench.connect({ storage: 'file', file, readOnly: true }))).code).toBe('in-use');
  await other[Symbol.asyncDispose]();
  const reader = await bench.connect({ storage: 'file', file, readOnly: true });
  expect(await told(reader, 'FROM t')).toEqual(['schema', '1 rows', 'done']);
  expect((await failure(told(reader, 'DROP TABLE t'))).why).toContain('read-only');
});
