import { describe, expect, it, vi } from 'vitest';
import { distinctOf } from '../../../../src/server/results/columns/distinct';
import { countMatches } from '../../../../src/server/results/find/find';
import { filterRows } from '../../../../src/server/results/filter/filterRows';
import { sortRows } from '../../../../src/server/results/sort/sortRows';
import { never } from '../../duckdb/support';
import { COLUMNS } from './columns';
import { numbersOf } from './duckStore';
import { columnOf, grouped, pacer, useDuckTable } from './duckTable';

const SEED = 97;
const MANY = 100_000;

vi.setConfig({ testTimeout: 240_000 });

const table = useDuckTable(SEED, MANY);
const ask = (sql: string) => table.connection.rows(sql, 'Could not ask', never);

/** Ranges that keep some of the rows. */
const RANGES: readonly (readonly [column: string, from: string, to: string])[] = [
  ['bigint wide', '-1234567890123456789', '4234567890123456789'],
  ['double', '-6000', '0.1'],
  ['integer', '-50', '7'],
  ['varchar', 'ROW', 'row-value-10'],
  ['timestamp', '1970-01-01 00:00:00', '2021-01-01 00:00:00'],
  ['decimal', '-1000.0625', '99999999999999.9999'],
];

describe(`${MANY} rows of every type (seed ${SEED}) are arranged as DuckDB arranges them`, () => {
  it('sorted by each column', async () => {
    for (const { name } of COLUMNS) {
      const expected = await numbersOf(table.connection, `SELECT rid FROM t ORDER BY ${name === 'enum' ? '"enum"::VARCHAR' : `"${name}"`} DESC NULLS LAST, rid`);
      const got = await sortRows(table.rows, [{ column: columnOf(name), descending: true }], undefined, pacer());
      expect({ name, rows: got.length, differs: got.findIndex((row, index) => row !== expected[index]) }).toEqual({ name, rows: MANY, differs: -1 });
    }
  });

  it('filtered by ranges', async () => {
    for (const [name, from, to] of RANGES) {
      const expected = await numbersOf(table.connection, `SELECT rid FROM t WHERE "${name}" BETWEEN '${from}' AND '${to}' ORDER BY rid`);
      const got = await filterRows(table.rows, [{ column: columnOf(name), is: { test: 'range', from, to } }], 'UTC', pacer());
      expect({ name, rows: got?.length, differs: got?.findIndex((row, index) => row !== expected[index]) }).toEqual({ name, rows: expected.length, differs: -1 });
      expect(expected.length).toBeGreaterThan(1_000);
    }
  });

  it('counted by their distinct values', async () => {
    const [expected = []] = await ask(`SELECT ${COLUMNS.map(({ name }) => `count(DISTINCT ${grouped(name)})`).join(', ')} FROM t`);
    for (const [at, { name }] of COLUMNS.entries()) {
      const { distinct, rows } = await distinctOf(table.rows, { column: columnOf(name), most: 3 }, 'UTC', pacer());
      expect({ name, distinct: String(distinct), rows }).toEqual({ name, distinct: expected[at], rows: MANY });
    }
  });

  it('searched', async () => {
    const [[cells = ''] = []] = await ask(`SELECT count(*) FILTER (contains("varchar", 'row')) + count(*) FILTER (contains(lower("varchar"), 'row')) FROM t`);
    const counts = await Promise.all([true, false].map((caseSensitive) => countMatches(table.rows, { resultId: '', find: { text: 'row', caseSensitive }, columns: [columnOf('varchar')] }, 'UTC', pacer())));
    expect(counts.reduce((sum, { cells: found }) => sum + found, 0)).toBe(Number(cells));
  });
});
