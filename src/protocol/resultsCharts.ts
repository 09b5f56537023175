import * as z from 'zod/mini';
import { type Check, request } from './define';
import { bytes, count, text } from './shapes';

/**
 * Pictures of whole results. What is drawn is chosen where the rows are, from all of them, so that nothing is left out that would be seen.
 * Places on an axis are doubles; exact values are read by the row that a point names.
 */

/**
 * What the places on an axis are: numbers as they are; `time`: milliseconds since 1970; `clock`: milliseconds of a day; `duration`: milliseconds.
 */
export type AxisKind = 'number' | 'time' | 'clock' | 'duration';
const axisKind = z.enum(['number', 'time', 'clock', 'duration']);

/** What a column can be in a chart. */
export interface ChartColumn {
  /** Absent where its values have no place on an axis. */
  readonly axis?: AxisKind;
  /** Its times are shown in the zone of the settings; others as they are. */
  readonly zoned?: boolean;
  /** It has few different values among the first rows: it can split lines or name bars. */
  readonly few: boolean;
}
interface InRows {
  readonly resultId: string;
  readonly view?: string;
}
const inRows = { resultId: text, view: z.exactOptional(text) };

const chartColumn: Check<ChartColumn> = z.object({ axis: z.exactOptional(axisKind), zoned: z.exactOptional(z.boolean()), few: z.boolean() });
export const ChartColumns = request<InRows, { readonly columns: readonly ChartColumn[] }>('result/chartColumns', z.object(inRows), z.object({ columns: z.array(chartColumn) }));

export type BarValue = 'count' | 'sum' | 'average' | 'min' | 'max';

export type ChartQuery =
  /** The first, last, least and greatest value of each of `steps` stretches of the axis, for each column and each value of `split`. */
  | { readonly draw: 'lines'; readonly x: number; readonly y: readonly number[]; readonly split?: number; readonly steps: number; readonly last?: number }
  /** One point for each place of a raster that has any, with the number of rows there. */
  | { readonly draw: 'points'; readonly x: number; readonly y: readonly number[]; readonly split?: number; readonly steps: number; readonly lines: number; readonly last?: number }
  /** The greatest groups of equal values. */
  | { readonly draw: 'bars'; readonly x: number; readonly y: readonly number[]; readonly split?: number; readonly value: BarValue; readonly most: number }
  | { readonly draw: 'bins'; readonly x: number; readonly bins: number; readonly last?: number }
  | { readonly draw: 'heat'; readonly x: number; readonly y: number; readonly steps: number; readonly lines: number; readonly last?: number };

const steps = z.int().check(z.gte(1), z.lte(4_000));
const ys = z.array(count).check(z.maxLength(24));
/** In the units of the axis: only places that are at most so far before the last one. */
const last = z.exactOptional(z.number().check(z.gt(0)));
const split = z.exactOptional(count);
const chartQuery: Check<ChartQuery> = z.discriminatedUnion('draw', [
  z.object({ draw: z.literal('lines'), x: count, y: ys, split, steps, last }),
  z.object({ draw: z.literal('points'), x: count, y: ys, split, steps, lines: steps, last }),
  z.object({ draw: z.literal('bars'), x: count, y: ys, split, value: z.enum(['count', 'sum', 'average', 'min', 'max']), most: steps }),
  z.object({ draw: z.literal('bins'), x: count, bins: steps, last }),
  z.object({ draw: z.literal('heat'), x: count, y: count, steps, lines: steps, last }),
]);

export interface ChartParams extends InRows {
  readonly query: ChartQuery;
}

/** Ends of an axis. */
export interface AxisEnds {
  readonly kind: AxisKind;
  readonly zoned: boolean;
  readonly min: number;
  readonly max: number;
}
const axisEnds: Check<AxisEnds> = z.object({ kind: axisKind, zoned: z.boolean(), min: z.number(), max: z.number() });

/** A value that things are split or named by. `null`: NULL. */
export interface ChartGroup {
  readonly text: string | null;
  readonly cut?: boolean;
}
const chartGroup: Check<ChartGroup> = z.object({ text: z.nullable(text), cut: z.exactOptional(z.boolean()) });

/** Points of one column and one group, by their place on the first axis. */
export interface ChartSeries {
  readonly column: number;
  readonly group?: ChartGroup;
  /** Float64, little-endian as the machine's. */
  readonly x: Uint8Array;
  /** Float64; NaN: a gap. */
  readonly y: Uint8Array;
  /** Uint32: the row of each point. */
  readonly rows: Uint8Array;
  /** Of points: Uint32, how many rows are at this place. */
  readonly counts?: Uint8Array;
}
const chartSeries: Check<ChartSeries> = z.object({ column: count, group: z.exactOptional(chartGroup), x: bytes, y: bytes, rows: bytes, counts: z.exactOptional(bytes) });

interface Drawn {
  /** Rows looked at. */
  readonly rows: number;
  /** Of these, rows without a place: NULL, not a number, infinite. */
  readonly without: number;
}
const drawn = { rows: count, without: count };

export type ChartData =
  | (Drawn & {
      readonly draw: 'lines' | 'points';
      readonly x: AxisEnds;
      readonly y: AxisEnds;
      readonly series: readonly ChartSeries[];
      /** Not every row is a point of its own. */
      readonly sampled: boolean;
      /** Groups that are not drawn: the smaller ones. */
      readonly otherGroups: number;
    })
  | (Drawn & {
      readonly draw: 'bars';
      readonly groups: readonly ChartGroup[];
      readonly splits: readonly ChartGroup[];
      /** One list for each column (or one in all where rows are counted) and each split, columns first; in each a value for each group. */
      readonly bars: readonly { readonly column: number | null; readonly split: number | null; readonly values: readonly (number | null)[]; readonly texts: readonly string[] }[];
      readonly otherGroups: number;
      readonly otherRows: number;
      readonly otherSplits: number;
    })
  | (Drawn & { readonly draw: 'bins'; readonly x: AxisEnds; readonly bins: readonly { readonly from: number; readonly to: number; readonly fromText: string; readonly toText: string; readonly count: number }[] })
  /** Uint32 for each place of the raster, the lowest line first. */
  | (Drawn & { readonly draw: 'heat'; readonly x: AxisEnds; readonly y: AxisEnds; readonly steps: number; readonly lines: number; readonly counts: Uint8Array });

const chartData: Check<ChartData> = z.discriminatedUnion('draw', [
  z.object({ draw: z.enum(['lines', 'points']), ...drawn, x: axisEnds, y: axisEnds, series: z.array(chartSeries), sampled: z.boolean(), otherGroups: count }),
  z.object({
    draw: z.literal('bars'),
    ...drawn,
    groups: z.array(chartGroup),
    splits: z.array(chartGroup),
    bars: z.array(z.object({ column: z.nullable(count), split: z.nullable(count), values: z.array(z.nullable(z.number())), texts: z.array(text) })),
    otherGroups: count,
    otherRows: count,
    otherSplits: count,
  }),
  z.object({ draw: z.literal('bins'), ...drawn, x: axisEnds, bins: z.array(z.object({ from: z.number(), to: z.number(), fromText: text, toText: text, count })) }),
  z.object({ draw: z.literal('heat'), ...drawn, x: axisEnds, y: axisEnds, steps: count, lines: count, counts: bytes }),
]);

/** @throws HeadwaterError with code `not-drawable` where a column has no values that can be drawn so */
export const DrawChart = request<ChartParams, ChartData>('result/chart', z.object({ ...inRows, query: chartQuery }), chartData);

export interface ChartRangeParams {
  readonly resultId: string;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}
/** Places on an axis as values that filters understand: the nearest outside of them. */
export const ChartRange = request<ChartRangeParams, { readonly from: string; readonly to: string }>(
  'result/chartRange',
  z.object({ resultId: text, column: count, from: z.number(), to: z.number() }),
  z.object({ from: text, to: text }),
);
