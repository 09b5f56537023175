import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { validityOf, valuesOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { Validity } from './validity';

/** A byte per value in DuckDB, a bit per value in Arrow. */
export class BoolColumn implements Column {
  readonly #validity = new Validity();
  readonly #bits = new Bytes();
  #rows = 0;

  constructor(readonly field: Field<DataType>) {}

  get bytes(): number {
    return this.#bits.length + this.#validity.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const source = valuesOf(vector, from, count, 1);
    this.#bits.extend(((this.#rows + count + 7) >> 3) - this.#bits.length).fill(0);
    const bits = this.#bits.view;
    for (let row = 0; row < count; row++) {
      if (source[row] === 0) continue;
      const to = this.#rows + row;
      bits[to >> 3] = (bits[to >> 3] ?? 0) | (1 << (to & 7));
    }
    this.#validity.append(validityOf(vector, from + count), from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view).buffer(this.#bits.view);
  }

  clear(): void {
    this.#validity.clear();
    this.#bits.clear();
    this.#rows = 0;
  }
}
