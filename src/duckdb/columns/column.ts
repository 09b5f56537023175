import type { DataType, Field } from 'apache-arrow';
import type duckdb from '@duckdb/node-bindings';
import type { BatchParts } from '../../core/arrow/batchMessage';

/** The rows of one column of one batch, in Arrow's layout, filled from DuckDB's flat vectors. */
export interface Column {
  readonly field: Field<DataType>;
  /** Bytes held, for the bound of a batch. */
  readonly bytes: number;
  /** Rows `from` to `from + count` of a flat vector. */
  append(vector: duckdb.Vector, from: number, count: number): void;
  /** Makes a row of this batch null: for children of unions, which have no bitmap of their own. */
  setNull(row: number): void;
  /** Adds this column's node and buffers in the order of the IPC format. */
  write(parts: BatchParts): void;
  clear(): void;
}
