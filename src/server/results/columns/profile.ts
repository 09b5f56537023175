import { DataType } from 'apache-arrow';
import { familyOf } from '../../../core/format/column';
import type { ColumnProfile } from '../../../protocol/resultsArrange';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { totalsOf } from '../totals/totals';
import { valuesOf } from './distinct';
import { histogramOf } from './histogram';
import { lengthsOf } from './lengths';
import { SortedColumn } from './sortedColumn';
import { TopRuns } from './topRuns';

const TOP = 10;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
const MOST_CHARS = 300;

/** What a column holds: exact figures over all its rows, read off its sorted values. @throws HeadwaterError, CancelledError */
export async function profileOf(rows: Rows, column: number, timeZone: string, pacer: Pacer): Promise<ColumnProfile> {
  const field = fieldAt(rows, column);
  const family = familyOf(field);
  const sorted = await SortedColumn.of(rows, column, undefined, pacer);
  const top = new TopRuns(TOP);
  let distinct = 0;
  await sorted.eachRun(pacer, (run) => {
    distinct += 1;
    top.add(run);
  });
  const notNumbers = family === 'number' ? notNumbersIn(sorted) : 0;
  const placed = sorted.values - notNumbers;
  const common = { rows: sorted.count, nulls: sorted.nulls, distinct, top: await valuesOf(sorted, top.take(), timeZone, pacer) };
  if (placed === 0) return { ...common, ...(notNumbers > 0 && { notFinite: notNumbers }) };
  const ends = { min: (await sorted.textAt(0, timeZone, MOST_CHARS)).text, max: (await sorted.textAt(placed - 1, timeZone, MOST_CHARS)).text };
  if (family === 'text' || family === 'binary') return { ...common, ...ends, lengths: await lengthsOf(rows, column, pacer) };
  if (family !== 'number' && family !== 'time') return { ...common, ...ends };
  const quantiles: string[] = [];
  for (const part of QUANTILES) quantiles.push((await sorted.textAt(Math.min(placed - 1, Math.floor(part * placed)), timeZone, MOST_CHARS)).text);
  const { sum, average } = family === 'number' ? await totalsOf(rows, [{ row: 0, rows: rows.rows, columns: [column] }], timeZone, pacer) : {};
  const histogram = await histogramOf(sorted, placed, timeZone);
  const outside = notNumbers + (histogram?.infinite ?? 0);
  return {
    ...common,
    ...ends,
    quantiles,
    ...(sum !== undefined && { sum }),
    ...(average !== undefined && { mean: average }),
    ...(histogram && { histogram: histogram.bins }),
    ...(outside > 0 && { notFinite: outside }),
  };
}

/** NaNs stand behind all numbers. */
function notNumbersIn(sorted: SortedColumn): number {
  if (!DataType.isFloat(sorted.field.type)) return 0;
  let [low, high] = [0, sorted.values];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted.isNaN(middle)) high = middle;
    else low = middle + 1;
  }
  return sorted.values - low;
}
