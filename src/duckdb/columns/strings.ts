import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { isValid, validityOf, valuesOf, wordsOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { HEADER, StringHeaders } from './stringHeaders';
import { Validity } from './validity';

/** Text or bytes of any length. */
export class StringColumn implements Column {
  readonly #validity = new Validity();
  /** Ends of the values; the first offset, zero, is added when written. */
  readonly #ends = new Bytes();
  readonly #data = new Bytes();
  #rows = 0;

  constructor(readonly field: Field<DataType>) {}

  get bytes(): number {
    return this.#data.length + this.#ends.length + this.#validity.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const headers = valuesOf(vector, from, count, HEADER);
    const bits = validityOf(vector, from + count);
    const offsets = offsetsOf(headers, bits, from, count, this.#data.length);
    const start = this.#data.length;
    new StringHeaders(headers, offsets).copyTo(this.#data.extend((offsets[count] ?? start) - start), start);
    this.#ends.extendWords(count).set(offsets.subarray(1));
    this.#validity.append(bits, from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view).buffer(withZero(this.#ends.view)).buffer(this.#data.view);
  }

  clear(): void {
    this.#validity.clear();
    this.#ends.clear();
    this.#data.clear();
    this.#rows = 0;
  }
}

/** Offsets of the rows' bytes when they follow each other from `start` on. A null row has no bytes, whatever its header says. */
function offsetsOf(headers: Uint8Array, bits: Uint8Array | undefined, from: number, count: number, start: number): Int32Array {
  const words = wordsOf(headers);
  const offsets = new Int32Array(count + 1);
  offsets[0] = start;
  let end = start;
  for (let row = 0; row < count; row++) {
    if (isValid(bits, from + row)) end += words[row * 4] ?? 0;
    offsets[row + 1] = end;
  }
  return offsets;
}

/** Arrow's offsets: as many as there are values and one more, from zero. */
export function withZero(ends: Uint8Array): Uint8Array {
  const offsets = new Uint8Array(ends.length + 4);
  offsets.set(ends, 4);
  return offsets;
}
