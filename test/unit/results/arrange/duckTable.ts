import { afterAll, beforeAll } from 'vitest';
import { makeCellFormatter } from '../../../../src/core/format/cell';
import type { DuckDb, DuckDbConnection } from '../../../../src/duckdb/duckdb';
import { Pacer } from '../../../../src/server/results/pacer';
import type { ResultStore } from '../../../../src/server/results/store/resultStore';
import type { Rows } from '../../../../src/server/results/store/rows';
import { bundleDuckDb, never, openMemory } from '../../duckdb/support';
import { COLUMNS, tableSql } from './columns';
import { keepForAll } from './duckStore';

export const ROWS = 12_000;

/** The table `t` of all types in DuckDB, and its rows by `rid` as a kept result; for all tests of a file. */
export function useDuckTable(seed: number, count = ROWS): { readonly connection: DuckDbConnection; readonly rows: ResultStore } {
  let duckDb: DuckDb;
  let connection: DuckDbConnection;
  let rows: ResultStore;
  beforeAll(async () => {
    duckDb = await openMemory(await bundleDuckDb());
    connection = await duckDb.connect();
    await connection.rows("SET TimeZone = 'UTC'", 'x', never);
    await connection.rows(tableSql('t', count, seed), 'Could not make the table', never);
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

/** Columns whose values DuckDB writes as they are shown. */
export const SAME_TEXTS: ReadonlySet<string> = new Set(['boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'bigint wide', 'utinyint', 'usmallint', 'uinteger', 'ubigint', 'hugeint', 'decimal small', 'decimal', 'decimal wide', 'varchar', 'enum', 'uuid']);

/** The column as DuckDB is to group it: −0 is 0. */
export function grouped(name: string): string {
  return name === 'float' || name === 'double' ? `CASE WHEN "${name}" = 0 THEN 0 ELSE "${name}" END` : `"${name}"`;
}

/** All values of a column as they are shown; `undefined` for NULL. */
export async function shownTexts(rows: Rows, column: number): Promise<readonly (string | undefined)[]> {
  const formatter = makeCellFormatter(rows.schema.fields[column]!, { timeZone: 'UTC' });
  const texts: (string | undefined)[] = [];
  for await (const { batch, start, count } of rows.eachSpan(0, rows.rows)) {
    for (let index = start; index < start + count; index++) {
      const { text, kind } = formatter.format(batch.column(column), index);
      texts.push(kind === 'null' ? undefined : text);
    }
  }
  return texts;
}
