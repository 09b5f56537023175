import * as z from 'zod/mini';
import type { ColumnInfo } from '../core/contract/catalog';
import type { ObjectPath } from '../core/contract/objects';
import { type CellRange, cellRange } from './cellRange';
import type { Check } from './define';
import { request } from './define';
import { bytes, count, facts, path, text } from './shapes';

/** The rows inside objects, and those of results: shown, and compared. Objects need open sessions with the capability `objects`. */

export interface DataObject {
  readonly connectionId: string;
  readonly object: ObjectPath;
}
const dataObject = z.object({ connectionId: text, object: path });

/** A result that is one side of a comparison. */
export interface ComparedResult {
  readonly resultId: string;
  /** For people. */
  readonly label: string;
}
const comparedResult = z.object({ resultId: text, label: text });

/** Rows of objects or of other results: what a run may be instead of a statement. Its statement says the same in words. */
export type DataRead =
  | {
      readonly kind: 'object';
      readonly object: ObjectPath;
      /** `first`: a preview that fetches little; `statistics`: one row for each column, from the object's own description of itself. */
      readonly rows: 'first' | 'all' | 'statistics';
      /** Bytes that the person allows; absent = as much as is fetched without asking. */
      readonly fetchLimit?: number;
    }
  | { readonly kind: 'compareResults'; readonly left: ComparedResult; readonly right: ComparedResult; readonly key: readonly string[] }
  /** The rows that a result has now, or some cells of them. */
  | { readonly kind: 'snapshot'; readonly resultId: string; /** As they are arranged. */ readonly view?: string; readonly ranges?: readonly CellRange[] }
  /** Rows that a document kept: an Arrow IPC stream, of a result that had `total` rows. Needs no session. */
  | { readonly kind: 'saved'; readonly arrow: Uint8Array; readonly total: number }
  | { readonly kind: 'compare'; readonly left: DataObject; readonly right: DataObject; /** Columns that tell rows apart; none: rows are counted as they are. */ readonly key: readonly string[]; readonly fetchLimit?: number };

/** Those that read objects only. */
export type ObjectsRead = Extract<DataRead, { kind: 'object' | 'compare' }>;

export const dataRead: Check<DataRead> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('compareResults'), left: comparedResult, right: comparedResult, key: z.array(text) }),
  z.object({ kind: z.literal('snapshot'), resultId: text, view: z.exactOptional(text), ranges: z.exactOptional(z.array(cellRange)) }),
  z.object({ kind: z.literal('saved'), arrow: bytes, total: count }),
  z.object({ kind: z.literal('object'), object: path, rows: z.enum(['first', 'all', 'statistics']), fetchLimit: z.exactOptional(count) }),
  z.object({ kind: z.literal('compare'), left: dataObject, right: dataObject, key: z.array(text), fetchLimit: z.exactOptional(count) }),
]);

/** What an object says of its rows, found out with few bytes. */
export interface DataInfo {
  /** As a statement names it: `scheme://…`. */
  readonly label: string;
  readonly size: number;
  /** Of all, where the format tells. */
  readonly rows?: number;
  /** Absent where nothing is known before the object is fetched whole. */
  readonly columns?: readonly ColumnInfo[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Whether the first rows can be shown without fetching all. */
  readonly preview: boolean;
  /** Bytes that are fetched without asking. */
  readonly askAbove: number;
}
const columnInfo: Check<ColumnInfo> = z.object({ name: text, type: text });
const dataInfo: Check<DataInfo> = z.object({
  label: text,
  size: z.number(),
  rows: z.exactOptional(z.number()),
  columns: z.exactOptional(z.array(columnInfo)),
  facts,
  preview: z.boolean(),
  askAbove: z.number(),
});
export const DescribeData = request<DataObject, DataInfo>('data/describe', dataObject, dataInfo);
