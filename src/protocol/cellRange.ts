import * as z from 'zod/mini';
import type { Check } from './define';
import { count } from './shapes';

/** A block of cells; `columns` are column indexes in the order shown. */
export interface CellRange {
  readonly row: number;
  readonly rows: number;
  readonly columns: readonly number[];
}
export const cellRange: Check<CellRange> = z.object({ row: count, rows: count, columns: z.array(count) });
