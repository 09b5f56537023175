import type { DistinctParams, DistinctValues, ValueCount } from '../../../protocol/resultsArrange';
import { filterRows } from '../filter/filterRows';
import type { Pacer } from '../pacer';
import type { Rows } from '../store/rows';
import { type Run, SortedColumn } from './sortedColumn';
import { TopRuns } from './topRuns';

/** Characters of a value in a list. */
const MOST_CHARS = 1_000;

/** The most frequent values of a column with their counts. @throws HeadwaterError, CancelledError */
export async function distinctOf(rows: Rows, { column, most, search }: Pick<DistinctParams, 'column' | 'most' | 'search'>, timeZone: string, pacer: Pacer): Promise<DistinctValues> {
  const among = search === undefined || search === '' ? undefined : await filterRows(rows, [{ column, is: { test: 'contains', text: search } }], timeZone, pacer);
  const sorted = await SortedColumn.of(rows, column, among, pacer);
  const top = new TopRuns(most);
  let distinct = 0;
  await sorted.eachRun(pacer, (run) => {
    distinct += 1;
    top.add(run);
  });
  const values = await valuesOf(sorted, top.take(), timeZone, pacer);
  return { values: withNulls(values, sorted.nulls, most), distinct, rows: sorted.count };
}

export async function valuesOf(sorted: SortedColumn, runs: readonly Run[], timeZone: string, pacer: Pacer): Promise<readonly ValueCount[]> {
  const values: ValueCount[] = [];
  for (const { start, end } of runs) {
    const { text, cut } = await sorted.textAt(start, timeZone, MOST_CHARS);
    values.push({ text, count: end - start, ...(cut && { cut }) });
    if (pacer.due) await pacer.pause();
  }
  return values;
}

/** NULL takes its place among the others by how often it is there. */
function withNulls(values: readonly ValueCount[], nulls: number, most: number): readonly ValueCount[] {
  if (nulls === 0) return values;
  const at = values.findIndex(({ count }) => count < nulls);
  const place = at < 0 ? values.length : at;
  return [...values.slice(0, place), { text: null, count: nulls }, ...values.slice(place)].slice(0, most);
}
