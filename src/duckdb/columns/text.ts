import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { isValid, validityOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { withZero } from './strings';
import { Validity } from './validity';

/** The text of single values of a vector of `rows` rows. */
export type TextOf = (vector: duckdb.Vector, rows: number) => (row: number) => string;

/** Values of the types that Arrow has no exact type for, one by one, as text. */
export class TextColumn implements Column {
  readonly #validity = new Validity();
  readonly #ends = new Bytes();
  readonly #data = new Bytes();
  readonly #encoder = new TextEncoder();
  #rows = 0;

  constructor(
    readonly field: Field<DataType>,
    private readonly textOf: TextOf,
  ) {}

  get bytes(): number {
    return this.#data.length + this.#ends.length + this.#validity.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const bits = validityOf(vector, from + count);
    const ends = this.#ends.extendWords(count);
    const read = this.textOf(vector, from + count);
    for (let row = 0; row < count; row++) {
      if (isValid(bits, from + row)) this.#data.append(this.#encoder.encode(read(from + row)));
      ends[row] = this.#data.length;
    }
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
