import { describe, expect, it, vi } from 'vitest';
import type { CellPlace, FindQuery } from '../../../../src/protocol/resultsArrange';
import { countMatches, findNext } from '../../../../src/server/results/find/find';
import { Random } from '../../arrow/samples';
import { never } from '../../duckdb/support';
import { COLUMNS } from './columns';
import { columnOf, pacer, ROWS, SAME_TEXTS, shownTexts, useDuckTable } from './duckTable';

const SEED = 57;
const WANTED = ['1', '-4', 'row', 'Ä', '🦆', 'e-1', '9999', '00000000-', 'no such text'];

vi.setConfig({ testTimeout: 120_000 });

const table = useDuckTable(SEED);
const names = [...SAME_TEXTS];
const columns = names.map(columnOf);

/** Whether a cell's text has a match, in DuckDB. */
const matches = (name: string, { text, regex = false, caseSensitive = false }: FindQuery): string => {
  const [shown, wanted] = [`"${name}"::VARCHAR`, `'${text}'`];
  if (regex) return `coalesce(regexp_matches(${shown}, ${wanted}, '${caseSensitive ? '' : 'i'}'), false)`;
  return caseSensitive ? `coalesce(contains(${shown}, ${wanted}), false)` : `coalesce(contains(lower(${shown}), lower(${wanted})), false)`;
};

const ask = (sql: string) => table.connection.rows(sql, 'Could not ask', never);

describe(`finding in ${ROWS} rows (seed ${SEED}) finds what DuckDB finds`, () => {
  it.each<FindQuery>([...WANTED.flatMap((text) => [{ text }, { text, caseSensitive: true }]), { text: '^-?[13579]+$', regex: true }, { text: 'VALUE-1.?$', regex: true }])('counts $text, by case: $caseSensitive, as a pattern: $regex', async (find) => {
    const of = names.map((name) => matches(name, find));
    const [[cells = '', rows = ''] = []] = await ask(`SELECT sum(${of.map((one) => `(${one})::INT`).join(' + ')})::BIGINT, count(*) FILTER (${of.join(' OR ')}) FROM t`);
    expect(await countMatches(table.rows, { resultId: '', find, columns }, 'UTC', pacer())).toEqual({ cells: Number(cells), rows: Number(rows) });
  });

  it.each(WANTED)('goes to the next and the last match from anywhere: %s', async (text) => {
    const all = await places({ text });
    const random = new Random(SEED);
    for (let round = 0; round < 6; round++) {
      const from = { row: random.int(ROWS), column: columns[random.int(columns.length)]! };
      const here = orderOf(from);
      const next = all.find((place) => orderOf(place) > here) ?? all[0] ?? null;
      const last = all.findLast((place) => orderOf(place) < here) ?? all.at(-1) ?? null;
      expect(await findNext(table.rows, { resultId: '', find: { text }, columns, from }, 'UTC', pacer()), `after ${from.row}/${from.column}`).toEqual(next);
      expect(await findNext(table.rows, { resultId: '', find: { text }, columns, from, backwards: true }, 'UTC', pacer()), `before ${from.row}/${from.column}`).toEqual(last);
    }
    expect(await findNext(table.rows, { resultId: '', find: { text }, columns }, 'UTC', pacer())).toEqual(all[0] ?? null);
  });

  // DuckDB writes these otherwise: what is shown is the measure.
  it.each(COLUMNS.map(({ name }) => name).filter((name) => !SAME_TEXTS.has(name)))('counts what is shown: %s', async (name) => {
    const texts = await shownTexts(table.rows, columnOf(name));
    for (const text of ['1', '00', '-', 'nan', '"b', 'x1']) {
      const expected = texts.filter((shown) => shown?.toLowerCase().includes(text) === true).length;
      expect(await countMatches(table.rows, { resultId: '', find: { text }, columns: [columnOf(name)] }, 'UTC', pacer()), text).toEqual({ cells: expected, rows: expected });
    }
  });
});

/** From left to right and downwards. */
const orderOf = ({ row, column }: CellPlace): number => row * columns.length + columns.indexOf(column);

async function places(find: FindQuery): Promise<readonly CellPlace[]> {
  const parts = names.map((name, position) => `SELECT rid, ${position} AS position FROM t WHERE ${matches(name, find)}`);
  return (await ask(`${parts.join(' UNION ALL ')} ORDER BY rid, position`)).map(([row, position]) => ({ row: Number(row), column: columns[Number(position)]! }));
}
