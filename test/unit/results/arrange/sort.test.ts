import { describe, expect, it } from 'vitest';
import { sortRows } from '../../../../src/server/results/sort/sortRows';
import { Random } from '../../arrow/samples';
import { COLUMNS } from './columns';
import { numbersOf } from './duckStore';
import { pacer, ROWS, useDuckTable } from './duckTable';

const SEED = 7;

const table = useDuckTable(SEED);

describe(`sorting ${ROWS} rows (seed ${SEED}) gives the order of DuckDB`, () => {
  it.each(COLUMNS.map(({ name }, index) => ({ name, column: index + 1 })))('by $name, up and down', async ({ name, column }) => {
    for (const descending of [false, true]) {
      const expected = await numbersOf(table.connection, `SELECT rid FROM t ORDER BY ${ordered(name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST, rid`);
      expect(difference(await sortRows(table.rows, [{ column, descending }], undefined, pacer()), expected), descending ? 'down' : 'up').toBe('');
    }
  });

  it('by several columns, some up and some down, and of some rows only', async () => {
    const random = new Random(SEED);
    for (let round = 0; round < 12; round++) {
      const by = [0, 1, 2].map(() => ({ column: 1 + random.int(COLUMNS.length), descending: random.int(2) === 1 }));
      const sql = by.map(({ column, descending }) => `${ordered(COLUMNS[column - 1]!.name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');
      const some = round % 2 === 0 ? undefined : Uint32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 3 === 1 || row % 1000 < 400);
      const expected = await numbersOf(table.connection, `SELECT rid FROM t ${some ? 'WHERE rid % 3 = 1 OR rid % 1000 < 400' : ''} ORDER BY ${sql}, rid`);
      expect(difference(await sortRows(table.rows, by, some, pacer()), expected), sql).toBe('');
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
