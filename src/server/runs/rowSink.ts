import type { ArrowMessage } from '../../core/contract/execution';

/** What is kept of a result so far. */
export interface Kept {
  readonly rows: number;
  /** Arrow bytes taken in. */
  readonly bytes: number;
  /** Of these, in a spill file. */
  readonly spilledBytes: number;
  /** Why no more rows can be kept, in words. */
  readonly full?: string;
  /** Of a result of which only the newest rows are kept. */
  readonly ring?: { readonly kept: number; readonly dropped: number };
}

/** Where the rows of one run go. */
export interface RowSink {
  /** Number of columns. */
  begin(schema: ArrowMessage & { readonly kind: 'schema' }): Promise<number>;
  /**
   * Takes a dictionary or a batch over; settles when it is kept, and others may be given before that. Rows beyond `most` are left out.
   * @throws HeadwaterError when it, or one before it, cannot be kept; what was kept before stays
   */
  append(message: Exclude<ArrowMessage, { readonly kind: 'schema' }>, most: number): Promise<Kept>;
  /** No more is coming. */
  end(): Promise<Kept>;
}
