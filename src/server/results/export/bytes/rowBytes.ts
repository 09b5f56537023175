import type { Data } from 'apache-arrow';
import type { TextBytes } from './textBytes';

/** Rows of some columns as bytes of UTF-8. */
export interface RowBytes {
  /** Empty where the format has none. */
  readonly header: string;
  /** One row with its line break; `data` holds the columns in order. */
  row(data: readonly Data[], index: number, out: TextBytes): void;
  /** Stands behind the last row, where the format has an end. */
  readonly end?: string;
}
