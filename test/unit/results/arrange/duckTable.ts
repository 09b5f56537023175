import { afterAll, beforeAll } from 'vitest';
import type { DuckDb, DuckDbConnection } from '../../../../src/duckdb/duckdb';
import { Pacer } from '../../../../src/server/results/pacer';
import type { ResultStore } from '../../../../src/server/results/store/resultStore';
import { bundleDuckDb, never, openMemory } from '../../duckdb/support';
import { COLUMNS, tableSql } from './columns';
import { keepForAll } from './duckStore';

export const ROWS = process.env['HEADWATER_FULL'] === '1' ? 100_000 : 12_000;

/** The table `t` of all types in DuckDB, and its rows by `rid` as a kept result; for all tests of a file. */
export function useDuckTable(seed: number): { readonly connection: DuckDbConnection; readonly rows: ResultStore } {
  let duckDb: DuckDb;
  let connection: DuckDbConnection;
  let rows: ResultStore;
  beforeAll(async () => {
    duckDb = await openMemory(await bundleDuckDb());
    connection = await duckDb.connect();
    await connection.rows("SET TimeZone = 'UTC'", 'x', never);
    await connection.rows(tableSql('t', ROWS, seed), 'Could not make the table', never);
    rows = await keepForAll(connection, 'SELECT * FROM t ORDER BY rid');
  }, 120_000);
  afterAll(() => duckDb.close());
  return {
    get connection() {
      return connection;
    },
    get rows() {
      return rows;
    },
  };
}

export const pacer = (): Pacer => new Pacer(new AbortController().signal);

/** The place of a column of `t`, behind `rid`. */
export const columnOf = (name: string): number => COLUMNS.findIndex((one) => one.name === name) + 1;
