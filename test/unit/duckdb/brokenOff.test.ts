import { beforeAll, describe, expect, test } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import type { DuckDb, DuckDbConnection } from '../../../src/duckdb/duckdb';
import { bundleDuckDb, never, openMemory, reason } from './support';

let workerPath = '';
let duckDb: DuckDb;
let connection: DuckDbConnection;
beforeAll(async () => {
  workerPath = await bundleDuckDb();
  duckDb = await openMemory(workerPath);
  connection = await duckDb.connect();
  return () => duckDb.close();
});

/** How many rows came, and why no more did. */
async function rowsUntilFailure(text: string, parameters: Parameters<DuckDbConnection['run']>[1]['parameters'] = []): Promise<{ readonly rows: number; readonly failure: HeadwaterError['failure'] | undefined }> {
  let rows = 0;
  const read = async () => {
    for await (const event of connection.run(text, { signal: never, parameters })) if (event.kind === 'batch') rows += event.rows;
  };
  const error = await reason(read());
  return { rows, failure: error instanceof HeadwaterError ? error.failure : undefined };
}

describe('rows that break off far from their start', () => {
  test('are told with DuckDB’s own reason and its place, and never taken for all rows', async () => {
    const text = "SELECT CASE WHEN i = 3000000 THEN 'no number' ELSE i::VARCHAR END::BIGINT AS n FROM range(5000000) t(i)";
    const { rows, failure } = await rowsUntilFailure(text);
    expect(rows).toBeGreaterThan(100_000);
    expect(rows).toBeLessThan(3_000_001);
    expect(failure).toMatchObject({ why: expect.stringContaining("'no number'"), code: 'Conversion Error', todo: expect.stringContaining('TRY_CAST') });
    expect(text.slice(failure!.position!.start)).toMatch(/^::BIGINT/u);
  });

  test('are told also where the statement has parameters', async () => {
    const { failure } = await rowsUntilFailure("SELECT CASE WHEN i = $1 THEN error('it is ' || $1) ELSE i END FROM range(5000000) t(i)", [{ name: '1', type: 'integer', value: '3000000' }]);
    expect(failure?.why).toContain('it is 3000000');
  });

  test('are told without a reason where finding it would change something', async () => {
    await connection.rows('CREATE SEQUENCE s', 'Could not make it', never);
    const { rows, failure } = await rowsUntilFailure("SELECT CASE WHEN nextval('s') = 3000000 THEN error('boom') ELSE i END FROM range(5000000) t(i)");
    expect(failure).toMatchObject({ why: `DuckDB stopped reading after ${rows.toLocaleString('en-US')} rows and does not say why.`, todo: expect.stringMatching(/\w/u) });
  });

  test('leave the connection usable', async () => {
    await rowsUntilFailure("SELECT CASE WHEN i = 3000000 THEN error('boom') ELSE i END FROM range(5000000) t(i)");
    expect(await connection.rows('SELECT 42', 'Could not read', never)).toEqual([['42']]);
  });
});

describe('a text that DuckDB would not get as it stands', () => {
  test.each([
    ['DELETE FROM kept \0 WHERE n = 1', 'NUL'],
    ["SELECT 'a\ud800b'", 'surrogate'],
  ])('%j is not sent at all', async (text, why) => {
    await connection.rows('CREATE OR REPLACE TABLE kept AS SELECT 1 AS n', 'Could not make it', never);
    const { failure } = await rowsUntilFailure(text);
    expect(failure).toMatchObject({ why: expect.stringContaining(why), todo: expect.stringMatching(/\w/u) });
    expect(text.slice(failure!.position!.start, failure!.position!.end)).toBe(why === 'NUL' ? '\0' : '\ud800');
    const small = await reason(connection.rows(text, 'Could not read', never));
    expect(small).toMatchObject({ failure: { why: failure!.why, todo: failure!.todo } });
    expect(await connection.rows('SELECT count(*) FROM kept', 'Could not read', never)).toEqual([['1']]);
  });
});
