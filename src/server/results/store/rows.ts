import type { Data, Schema } from 'apache-arrow';

/** Rows of one batch, in order; `start` counts within the batch. */
export interface BatchRows {
  readonly batch: { column(index: number): Data };
  readonly start: number;
  readonly count: number;
}

/** Rows that can be read by their place: a result as it came, or an order or a choice of its rows. */
export interface Rows {
  readonly schema: Schema;
  readonly rows: number;
  /** Reading them out of order costs a read of the disk each. */
  readonly onDisk?: boolean;
  /** The batches that hold these rows, all at once: for ranges that are small. */
  spans(row: number, rows: number): Promise<readonly BatchRows[]>;
  /** The same one by one, so that a range of any size holds one batch at a time. */
  eachSpan(row: number, rows: number): AsyncIterable<BatchRows>;
}
