import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDb, DuckDbConnection } from '../../../../src/duckdb/duckdb';
import { Pacer } from '../../../../src/server/results/pacer';
import { sortRows } from '../../../../src/server/results/sort/sortRows';
import type { ResultStore } from '../../../../src/server/results/store/resultStore';
import { bundleDuckDb, never, openMemory } from '../../duckdb/support';
import { Random } from '../../arrow/samples';
import { COLUMNS, tableSql } from './columns';
import { keepForAll, numbersOf } from './duckStore';

const ROWS = process.env['HEADWATER_FULL'] === '1' ? 100_000 : 12_000;
const SEED = 7;

let duckDb: DuckDb;
let connection: DuckDbConnection;
let rows: ResultStore;
beforeAll(async () => {
  duckDb = await openMemory(await bundleDuckDb());
  connection = await duckDb.connect();
  await connection.rows("SET TimeZone = 'UTC'", 'x', never);
  await connection.rows(tableSql('t', ROWS, SEED), 'Could not make the table', never);
  rows = await keepForAll(connection, 'SELECT * FROM t ORDER BY rid');
}, 120_000);
afterAll(() => duckDb.close());

const pacer = (): Pacer => new Pacer(new AbortController().signal);

describe(`sorting ${ROWS} rows (seed ${SEED}) gives the order of DuckDB`, () => {
  it.each(COLUMNS.map(({ name }, index) => ({ name, column: index + 1 })))('by $name, up and down', async ({ name, column }) => {
    for (const descending of [false, true]) {
      const expected = await numbersOf(connection, `SELECT rid FROM t ORDER BY ${ordered(name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST, rid`);
      expect(difference(await sortRows(rows, [{ column, descending }], undefined, pacer()), expected), descending ? 'down' : 'up').toBe('');
    }
  });

  it('by several columns, some up and some down, and of some rows only', async () => {
    const random = new Random(SEED);
    for (let round = 0; round < 12; round++) {
      const by = [0, 1, 2].map(() => ({ column: 1 + random.int(COLUMNS.length), descending: random.int(2) === 1 }));
      const sql = by.map(({ column, descending }) => `${ordered(COLUMNS[column - 1]!.name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');
      const some = round % 2 === 0 ? undefined : Uint32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 3 === 1 || row % 1000 < 400);
      const expected = await numbersOf(connection, `SELECT rid FROM t ${some ? 'WHERE rid % 3 = 1 OR rid % 1000 < 400' : ''} ORDER BY ${sql}, rid`);
      expect(difference(await sortRows(rows, by, some, pacer()), expected), sql).toBe('');
    }
  });
});

/** Enums are ordered by their text here, since that is what is seen. */
function ordered(name: string): string {
  return name === 'enum' ? '"enum"::VARCHAR' : `"${name}"`;
}

/** Where two orders differ, in words. */
function difference(got: Uint32Array, expected: Uint32Array): string {
  if (got.length !== expected.length) return `${got.length} rows instead of ${expected.length}`;
  const at = got.findIndex((row, index) => row !== expected[index]);
  return at < 0 ? '' : `place ${at} has row ${got[at]} instead of ${expected[at]}`;
}
