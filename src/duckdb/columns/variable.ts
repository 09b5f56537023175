import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { Bytes } from './bytes';
import type { Column } from './column';
import { Validity } from './validity';

/** Values of any length: their bytes one behind the other, and where each ends. */
export abstract class VariableColumn implements Column {
  protected readonly validity = new Validity();
  readonly #offsets = new Bytes();
  protected readonly data = new Bytes();
  protected rows = 0;

  constructor(readonly field: Field<DataType>) {
    this.#first();
  }

  get bytes(): number {
    return this.data.length + this.#offsets.length + this.validity.bytes;
  }

  abstract append(vector: duckdb.Vector, from: number, count: number): void;

  setNull(row: number): void {
    this.validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.rows, this.validity.nulls).buffer(this.validity.view).buffer(this.#offsets.view).buffer(this.data.view);
  }

  clear(): void {
    this.validity.clear();
    this.#offsets.clear();
    this.#first();
    this.data.clear();
    this.rows = 0;
  }

  /** Where the last value ends, and room for the ends of `count` more, all in bytes of this batch; valid until the next call. */
  protected moreOffsets(count: number): Int32Array {
    const { buffer, byteOffset } = this.#offsets.extendWords(count);
    return new Int32Array(buffer, byteOffset - Int32Array.BYTES_PER_ELEMENT, count + 1);
  }

  #first(): void {
    this.#offsets.extendWords(1)[0] = 0;
  }
}

/** Arrow's offsets: as many as there are values and one more, from zero. */
export function withZero(ends: Uint8Array): Uint8Array {
  const offsets = new Uint8Array(ends.length + 4);
  offsets.set(ends, 4);
  return offsets;
}
