import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { Bytes } from './bytes';
import type { Column } from './column';
import { Validity } from './validity';

/** Values of any length: their bytes one behind the other, and where each ends. */
export abstract class VariableColumn implements Column {
  protected readonly validity = new Validity();
  /** Ends of the values; the first offset, zero, is added when written. */
  protected readonly ends = new Bytes();
  protected readonly data = new Bytes();
  protected rows = 0;

  constructor(readonly field: Field<DataType>) {}

  get bytes(): number {
    return this.data.length + this.ends.length + this.validity.bytes;
  }

  abstract append(vector: duckdb.Vector, from: number, count: number): void;

  setNull(row: number): void {
    this.validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.rows, this.validity.nulls).buffer(this.validity.view).buffer(withZero(this.ends.view)).buffer(this.data.view);
  }

  clear(): void {
    this.validity.clear();
    this.ends.clear();
    this.data.clear();
    this.rows = 0;
  }
}

/** Arrow's offsets: as many as there are values and one more, from zero. */
export function withZero(ends: Uint8Array): Uint8Array {
  const offsets = new Uint8Array(ends.length + 4);
  offsets.set(ends, 4);
  return offsets;
}
