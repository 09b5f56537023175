/** One row, before it stands in columns. */
export interface StoredRow {
  readonly hashKey: Uint8Array;
  readonly sortKey: Uint8Array;
  readonly value: Uint8Array;
  /** Seconds since 2016; 0 for never. */
  readonly expireTs: number;
  readonly partition: number;
}
