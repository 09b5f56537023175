import * as z from 'zod/mini';
import type { Check } from './define';
import { request } from './define';
import { count, text } from './shapes';

/** The order and the choice of a result's rows that a person makes, over the whole result. */

export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
}
export const sortKey: Check<SortKey> = z.object({ column: count, descending: z.boolean() });

/**
 * What a value must be. Texts are compared with what is shown, values of a range are read by the column's type.
 * NULL passes `null` and an `in` that names it, and no other.
 */
export type ValueTest =
  | { readonly test: 'contains' | 'starts' | 'ends' | 'is'; readonly text: string; readonly caseSensitive?: boolean }
  | { readonly test: 'regex'; readonly pattern: string; readonly caseSensitive?: boolean }
  /** Both ends belong to it; a missing one is open. NaN is above all numbers. */
  | { readonly test: 'range'; readonly from?: string; readonly to?: string }
  | { readonly test: 'in'; readonly values: readonly (string | null)[] }
  | { readonly test: 'null' };

const caseSensitive = z.exactOptional(z.boolean());
const valueTest: Check<ValueTest> = z.union([
  z.object({ test: z.enum(['contains', 'starts', 'ends', 'is']), text, caseSensitive }),
  z.object({ test: z.literal('regex'), pattern: text, caseSensitive }),
  z.object({ test: z.literal('range'), from: z.exactOptional(text), to: z.exactOptional(text) }),
  z.object({ test: z.literal('in'), values: z.array(z.nullable(text)) }),
  z.object({ test: z.literal('null') }),
]);

export interface ColumnFilter {
  readonly column: number;
  readonly is: ValueTest;
  /** All other rows, those with NULL among them. */
  readonly not?: boolean;
}
export const columnFilter: Check<ColumnFilter> = z.object({ column: count, is: valueTest, not: z.exactOptional(z.boolean()) });

export interface Arrangement {
  /** The first counts most. NULLs stand last in both directions. */
  readonly sort: readonly SortKey[];
  /** All must hold. */
  readonly filters: readonly ColumnFilter[];
}

export interface ArrangeParams extends Arrangement {
  readonly resultId: string;
  /** Of a live result: the view whose rows are arranged. */
  readonly view?: string;
}
/** The rows that there are now, arranged. */
export interface ArrangedView {
  /** Names it in windows, cells, copies, totals and exports; the last few of a result are kept. */
  readonly view: string;
  readonly rows: number;
  /** Rows before filtering. */
  readonly of: number;
}
/** @throws HeadwaterError where a value or pattern cannot be read, or a pattern takes too long */
export const ArrangeRows = request<ArrangeParams, ArrangedView>(
  'result/arrange',
  z.object({ resultId: text, view: z.exactOptional(text), sort: z.array(sortKey), filters: z.array(columnFilter) }),
  z.object({ view: text, rows: count, of: count }),
);

/** What is looked for in the cells' texts. */
export interface FindQuery {
  readonly text: string;
  readonly regex?: boolean;
  readonly caseSensitive?: boolean;
}
const findQuery: Check<FindQuery> = z.object({ text, regex: z.exactOptional(z.boolean()), caseSensitive });

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}
const cellPlace: Check<CellPlace> = z.object({ row: count, column: count });

interface InRows {
  readonly resultId: string;
  readonly view?: string;
}
const inRows = { resultId: text, view: z.exactOptional(text) };

export interface FindParams extends InRows {
  readonly find: FindQuery;
  /** In the order shown: from left to right. */
  readonly columns: readonly number[];
  /** Where the search begins; that cell itself is looked at last. Absent: before the first, or behind the last. */
  readonly from?: CellPlace;
  readonly backwards?: boolean;
}
/** The next cell that matches, around the end; `null` where none does. */
export const FindNext = request<FindParams, { readonly place: CellPlace | null }>(
  'result/find',
  z.object({ ...inRows, find: findQuery, columns: z.array(count), from: z.exactOptional(cellPlace), backwards: z.exactOptional(z.boolean()) }),
  z.object({ place: z.nullable(cellPlace) }),
);

export interface CountParams extends InRows {
  readonly find: FindQuery;
  readonly columns: readonly number[];
}
/** How many cells match, in how many rows. */
export const CountMatches = request<CountParams, { readonly cells: number; readonly rows: number }>(
  'result/countMatches',
  z.object({ ...inRows, find: findQuery, columns: z.array(count) }),
  z.object({ cells: count, rows: count }),
);

export interface DistinctParams extends InRows {
  readonly column: number;
  /** Most values to give: the most frequent ones. */
  readonly most: number;
  /** Only values whose text contains this, whatever its case. */
  readonly search?: string;
}
export interface ValueCount {
  /** As shown, cut where it is long; `null` for NULL. */
  readonly text: string | null;
  readonly count: number;
  /** The text is not whole: it cannot be looked for. */
  readonly cut?: boolean;
}
const valueCount: Check<ValueCount> = z.object({ text: z.nullable(text), count, cut: z.exactOptional(z.boolean()) });
export interface DistinctValues {
  readonly values: readonly ValueCount[];
  /** Of all there are, NULL left out. */
  readonly distinct: number;
  readonly rows: number;
}
export const GetDistinct = request<DistinctParams, DistinctValues>(
  'result/distinct',
  z.object({ ...inRows, column: count, most: count, search: z.exactOptional(text) }),
  z.object({ values: z.array(valueCount), distinct: count, rows: count }),
);

export interface ProfileParams extends InRows {
  readonly column: number;
}
/** A stretch of values and how many there are in it. */
export interface HistogramBin {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}
/** Numbers are texts as shown. All figures are exact, but for those that `sample` names. */
export interface ColumnProfile {
  /** Of very many rows: `distinct` is estimated, and quantiles, histogram and the most frequent values come from so many of the rows; counts are those of all, about. */
  readonly sample?: number;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly min?: string;
  readonly max?: string;
  readonly mean?: string;
  readonly sum?: string;
  /** At 5, 25, 50, 75 and 95 hundredths of the values: the nearest value that there is. */
  readonly quantiles?: readonly string[];
  /** Of numbers and times: bins of equal width. */
  readonly histogram?: readonly HistogramBin[];
  /** Of floating point: values left out of the histogram, since they have no place on it. */
  readonly notFinite?: number;
  /** Of text and bytes: the least and the greatest length in bytes. */
  readonly lengths?: { readonly min: number; readonly max: number };
  readonly top: readonly ValueCount[];
}
const columnProfile: Check<ColumnProfile> = z.object({
  sample: z.exactOptional(count),
  rows: count,
  nulls: count,
  distinct: count,
  min: z.exactOptional(text),
  max: z.exactOptional(text),
  mean: z.exactOptional(text),
  sum: z.exactOptional(text),
  quantiles: z.exactOptional(z.array(text)),
  histogram: z.exactOptional(z.array(z.object({ from: text, to: text, count }))),
  notFinite: z.exactOptional(count),
  lengths: z.exactOptional(z.object({ min: count, max: count })),
  top: z.array(valueCount),
});
export const ProfileColumn = request<ProfileParams, ColumnProfile>('result/profile', z.object({ ...inRows, column: count }), columnProfile);
