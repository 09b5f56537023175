import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { validityOf, valuesOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { Validity } from './validity';

/** Turns values of DuckDB's layout into Arrow's; both are little-endian. `target` has room for all of them. */
export type Convert = (source: Uint8Array, target: Uint8Array, count: number) => void;

/** Values of a fixed number of bytes. */
export class FixedColumn implements Column {
  readonly #validity = new Validity();
  readonly #values = new Bytes();
  #rows = 0;

  /** `from` and `to` are bytes per value in DuckDB and in Arrow; without `convert` they are copied as they are. */
  constructor(
    readonly field: Field<DataType>,
    private readonly from: number,
    private readonly to = from,
    private readonly convert?: Convert,
  ) {}

  get bytes(): number {
    return this.#values.length + this.#validity.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const source = valuesOf(vector, from, count, this.from);
    const target = this.#values.extend(count * this.to);
    if (this.convert) this.convert(source, target, count);
    else target.set(source);
    this.#validity.append(validityOf(vector, from + count), from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view).buffer(this.#values.view);
  }

  clear(): void {
    this.#validity.clear();
    this.#values.clear();
    this.#rows = 0;
  }
}
