import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb, type DuckDbConnection } from '../../../src/duckdb/duckdb';
import { bundleWorker } from '../support/bundleWorker';

const NEVER = new AbortController().signal;
let duckDb: DuckDb;
let connection: DuckDbConnection;

beforeAll(async () => {
  duckDb = await DuckDb.open({ workerPath: await bundleWorker('src/duckdb/worker.ts'), path: ':memory:' });
  connection = await duckDb.connect();
});
afterAll(async () => {
  await duckDb.close();
});

/** Out as Arrow, and back in through a table function. */
async function thereAndBack(select: string, name: string): Promise<readonly (readonly (string | null)[])[]> {
  const messages: Uint8Array[] = [];
  for await (const event of connection.run(select, { signal: NEVER, batchRows: 5000 })) if (event.kind === 'schema' || event.kind === 'batch') messages.push(event.bytes);
  return connection.rows(`FROM ${name}()`, 'Could not read', NEVER, [], { name, messages });
}

describe('strings of every length around those that DuckDB keeps in place', () => {
  it.each([
    ['mixed', "SELECT substr('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + i % 7, (i * 5) % 41) AS s FROM range(6000) t(i)"],
    ['short_only', "SELECT substr('abcdefghijkl', 1, i % 13) AS s FROM range(3000) t(i)"],
    ['short_last', "SELECT CASE WHEN i < 2995 THEN repeat('x', 20) ELSE substr('abcdefghijkl', 1, (i % 5)::INTEGER) END AS s FROM range(3000) t(i)"],
    ['with_nulls', "SELECT CASE WHEN i % 3 > 0 THEN repeat(chr((97 + i % 26)::INTEGER), (i % 17)::INTEGER) END AS s FROM range(3000) t(i)"],
    ['letters_of_more_bytes', "SELECT repeat('äß€😀', (i % 9)::INTEGER) AS s FROM range(3000) t(i)"],
    ['bytes', "SELECT encode(substr('abcdefghijklmnopqrstuvwxyz', 1, (i % 27)::INTEGER)) AS s FROM range(3000) t(i)"],
    ['sorted', "SELECT substr('abcdefghijklmnopqrstuvwxyz', 1 + i % 3, (i * 7) % 25) AS s FROM range(6000) t(i) ORDER BY s DESC, i"],
  ])('come out and go in as they are: %s', async (name, select) => {
    const expected = await connection.rows(select, 'Could not read', NEVER);
    expect(expected.length).toBeGreaterThan(2048);
    expect(await thereAndBack(select, name)).toEqual(expected);
  });
});
