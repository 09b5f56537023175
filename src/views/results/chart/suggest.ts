import type { ChartColumn } from '../../../protocol/resultsCharts';
import type { ChartSettings } from './settings';

/** Names of columns that count rows rather than measure something. */
const COUNTERS = /^(?:id|.*_id|row(?:_?num(?:ber)?)?|index|offset|partition|bucket)$/iu;

/**
 * The chart that shows most of such columns: time and numbers make lines, one for each of a few tags; a few names and a number make bars;
 * two numbers make points; one number makes a histogram. `undefined` where nothing has a place on an axis and nothing repeats.
 */
export function suggested(columns: readonly ChartColumn[], names: readonly string[]): ChartSettings | undefined {
  const those = (test: (column: ChartColumn, at: number) => boolean): readonly number[] => columns.flatMap((column, at) => (test(column, at) ? [at] : []));
  const [time] = those(({ axis }) => axis === 'time');
  const all = those(({ axis }) => axis === 'number' || axis === 'duration');
  const measured = all.filter((at) => !COUNTERS.test(names[at] ?? ''));
  const numbers = measured.length > 0 ? measured : all;
  const [tag] = those(({ axis, few }) => axis === undefined && few);
  const [number] = numbers;
  const value = { value: 'sum' } as const;
  if (time !== undefined && number !== undefined) return { ...value, kind: 'line', x: time, y: tag === undefined ? numbers.slice(0, MOST_LINES) : [number], ...(tag !== undefined && { split: tag }) };
  if (tag !== undefined && number !== undefined) return { ...value, kind: 'bar', x: tag, y: [number] };
  const [first, second] = measured.length > 1 ? measured : all;
  if (first !== undefined && second !== undefined) return { ...value, kind: 'scatter', x: first, y: [second], ...(tag !== undefined && { split: tag }) };
  const [only] = [...numbers, ...those(({ axis }) => axis !== undefined)];
  if (only !== undefined) return { ...value, kind: 'histogram', x: only, y: [] };
  return tag === undefined ? undefined : { value: 'count', kind: 'bar', x: tag, y: [] };
}

const MOST_LINES = 4;
