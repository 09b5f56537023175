import { DataType } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import { makeCellFormatter } from '../../../core/format/cell';
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
import { sweep } from './sweep';
import { TopRuns } from './topRuns';

const TOP = 10;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
const MOST_CHARS = 300;

/** Rows that are put in order to be profiled. Of more a sample is, since the order of all would take more memory than the rows. */
const EXACT_ROWS = 20_000_000;
const SAMPLE_ROWS = 1_000_000;

/**
 * What a column holds, read off its sorted values. Of very many rows distinct values are estimated, and quantiles, histogram and the most
 * frequent values are those of a sample; all other figures are exact in any case.
 * @throws HeadwaterError, CancelledError
 */
export async function profileOf(rows: Rows, column: number, timeZone: string, pacer: Pacer, { exact = EXACT_ROWS, sample = SAMPLE_ROWS } = {}): Promise<ColumnProfile> {
  if (rows.rows > exact) return sampled(rows, column, timeZone, pacer, sample);
  try {
    return await whole(rows, column, timeZone, pacer);
  } catch (error) {
    // Values of more bytes than can be compared at once.
    if (!(error instanceof HeadwaterError) || error.failure.code !== 'too-large') throw error;
    return sampled(rows, column, timeZone, pacer, Math.min(sample, Math.ceil(rows.rows / 8)));
  }
}

async function whole(rows: Rows, column: number, timeZone: string, pacer: Pacer): Promise<ColumnProfile> {
  const sorted = await SortedColumn.of(rows, column, undefined, pacer);
  const notNumbers = notNumbersIn(sorted);
  const placed = sorted.values - notNumbers;
  const ends = placed === 0 ? {} : { min: await textAt(rows, column, sorted.rowAt(0), timeZone), max: await textAt(rows, column, sorted.rowAt(placed - 1), timeZone) };
  const { distinct, top } = await frequent(sorted, timeZone, pacer);
  const { quantiles, histogram, infinite } = await spread(sorted, placed, timeZone);
  const figures = placed === 0 ? {} : await exactFigures(rows, column, timeZone, pacer);
  return joined({ rows: sorted.count, nulls: sorted.nulls, distinct, top, ...ends, ...quantiles, ...figures, ...histogram }, notNumbers + infinite);
}

async function sampled(rows: Rows, column: number, timeZone: string, pacer: Pacer, most: number): Promise<ColumnProfile> {
  const { nulls, notNumbers, distinct, least, greatest } = await sweep(rows, column, isFloat(rows, column), pacer);
  const among = spreadRows(rows.rows, Math.min(most, rows.rows));
  const sorted = await SortedColumn.of(rows, column, among, pacer);
  const placed = sorted.values - notNumbersIn(sorted);
  const { top } = await frequent(sorted, timeZone, pacer);
  const { quantiles, histogram, infinite } = await spread(sorted, placed, timeZone);
  const scale = (count: number): number => Math.round((count * rows.rows) / Math.max(1, among.length));
  const ends = { ...(least !== undefined && { min: await textAt(rows, column, least, timeZone) }), ...(greatest !== undefined && { max: await textAt(rows, column, greatest, timeZone) }) };
  const figures = least === undefined ? {} : await exactFigures(rows, column, timeZone, pacer);
  const bins = histogram.histogram ? { histogram: histogram.histogram.map((bin) => ({ ...bin, count: scale(bin.count) })) } : {};
  return joined({ rows: rows.rows, nulls, distinct, top: top.map((value) => ({ ...value, count: scale(value.count) })), ...ends, ...quantiles, ...figures, ...bins, sample: among.length }, notNumbers + scale(infinite));
}

function joined(profile: ColumnProfile, notFinite: number): ColumnProfile {
  return notFinite > 0 ? { ...profile, notFinite } : profile;
}

async function frequent(sorted: SortedColumn, timeZone: string, pacer: Pacer): Promise<Pick<ColumnProfile, 'distinct' | 'top'>> {
  const top = new TopRuns(TOP);
  let distinct = 0;
  await sorted.eachRun(pacer, (run) => {
    distinct += 1;
    top.add(run);
  });
  return { distinct, top: await valuesOf(sorted, top.take(), timeZone, pacer) };
}

type Quantiles = Pick<ColumnProfile, 'quantiles'>;
type Bins = Pick<ColumnProfile, 'histogram'>;

/** Of numbers and times. @param placed values in the order that are numbers */
async function spread(sorted: SortedColumn, placed: number, timeZone: string): Promise<{ readonly quantiles: Quantiles; readonly histogram: Bins; readonly infinite: number }> {
  const family = familyOf(sorted.field);
  if (placed === 0 || (family !== 'number' && family !== 'time')) return { quantiles: {}, histogram: {}, infinite: 0 };
  const quantiles: string[] = [];
  for (const part of QUANTILES) quantiles.push((await sorted.textAt(Math.min(placed - 1, Math.floor(part * placed)), timeZone, MOST_CHARS)).text);
  const histogram = await histogramOf(sorted, placed, timeZone);
  return { quantiles: { quantiles }, histogram: histogram ? { histogram: histogram.bins } : {}, infinite: histogram?.infinite ?? 0 };
}

/** Sum and mean of numbers, lengths of texts. */
async function exactFigures(rows: Rows, column: number, timeZone: string, pacer: Pacer): Promise<Pick<ColumnProfile, 'sum' | 'mean' | 'lengths'>> {
  const family = familyOf(fieldAt(rows, column));
  if (family === 'text' || family === 'binary') return { lengths: await lengthsOf(rows, column, pacer) };
  if (family !== 'number') return {};
  const { sum, average } = await totalsOf(rows, [{ row: 0, rows: rows.rows, columns: [column] }], timeZone, pacer);
  return { ...(sum !== undefined && { sum }), ...(average !== undefined && { mean: average }) };
}

async function textAt(rows: Rows, column: number, row: number, timeZone: string): Promise<string> {
  const [span] = await rows.spans(row, 1);
  return span ? makeCellFormatter(fieldAt(rows, column), { timeZone, maxChars: MOST_CHARS }).format(span.batch.column(column), span.start).text : '';
}

/** So many rows, one from each stretch of equal length, somewhere in it: the same ones each time. */
function spreadRows(of: number, most: number): Uint32Array {
  const rows = new Uint32Array(most);
  let random = 0x9e37_79b9;
  for (let at = 0; at < most; at++) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    rows[at] = Math.min(of - 1, Math.floor(((at + (random >>> 0) / 2 ** 32) * of) / most));
  }
  return rows;
}

function isFloat(rows: Rows, column: number): boolean {
  return DataType.isFloat(fieldAt(rows, column).type);
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
