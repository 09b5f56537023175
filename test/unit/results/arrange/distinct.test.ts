import { describe, expect, it, vi } from 'vitest';
import { distinctOf } from '../../../../src/server/results/columns/distinct';
import { never } from '../../duckdb/support';
import { COLUMNS } from './columns';
import { columnOf, grouped, pacer, ROWS, SAME_TEXTS, useDuckTable } from './duckTable';

const SEED = 71;
const MOST = 25;

vi.setConfig({ testTimeout: 120_000 });

const table = useDuckTable(SEED);
const ask = (sql: string) => table.connection.rows(sql, 'Could not ask', never);

describe(`the distinct values of ${ROWS} rows (seed ${SEED}) are those of DuckDB`, () => {
  it.each(COLUMNS.map(({ name }) => ({ name })))('with their counts, the most frequent first: $name', async ({ name }) => {
    const { values, distinct, rows } = await distinctOf(table.rows, { column: columnOf(name), most: MOST }, 'UTC', pacer());
    const expected = await ask(`SELECT count(*) AS n FROM t GROUP BY ${grouped(name)} ORDER BY n DESC`);
    const [[all = ''] = []] = await ask(`SELECT count(DISTINCT ${grouped(name)}) FROM t`);
    expect({ distinct, rows }).toEqual({ distinct: Number(all), rows: ROWS });
    expect(values.map(({ count }) => String(count))).toEqual(expected.slice(0, MOST).map(([count]) => count));
    const [[nulls = ''] = []] = await ask(`SELECT count(*) FROM t WHERE "${name}" IS NULL`);
    const found = values.find(({ text }) => text === null);
    if (found) expect(String(found.count)).toBe(nulls);
  });

  it.each([...SAME_TEXTS])('by the texts that are shown, also of those that hold a text: %s', async (name) => {
    for (const search of [undefined, '1', 'R', '-2']) {
      const filter = search === undefined ? `"${name}" IS NOT NULL` : `contains(lower("${name}"::VARCHAR), lower('${search}'))`;
      const { values } = await distinctOf(table.rows, { column: columnOf(name), most: 1_000_000, ...(search !== undefined && { search }) }, 'UTC', pacer());
      const got = values.flatMap(({ text, count }) => (text === null ? [] : [[text, String(count)]])).sort(byText);
      const expected = await ask(`SELECT "${name}"::VARCHAR, count(*) FROM t WHERE ${filter} GROUP BY ALL`);
      expect(got, search).toEqual(expected.map((row) => [...row]).sort(byText));
    }
  });
});

function byText([one]: readonly (string | null | undefined)[], [other]: readonly (string | null | undefined)[]): number {
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
