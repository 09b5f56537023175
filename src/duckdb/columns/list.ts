import duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { isValid, validityOf, valuesOf, wordsOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { withZero } from './variable';
import { Validity } from './validity';

const ENTRY = 16;

/** Lists, and maps, which are lists of key and value. */
export class ListColumn implements Column {
  readonly #validity = new Validity();
  readonly #ends = new Bytes();
  #items = 0;
  #rows = 0;

  constructor(
    readonly field: Field<DataType>,
    private readonly child: Column,
  ) {}

  get bytes(): number {
    return this.#ends.length + this.#validity.bytes + this.child.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const entries = wordsOf(valuesOf(vector, from, count, ENTRY));
    const bits = validityOf(vector, from + count);
    const ends = this.#ends.extendWords(count);
    const items = duckdb.list_vector_get_child(vector);
    // Items usually stand in the order of their lists: then this is one run. Lists may also share items, or leave some out.
    let start = 0;
    let end = 0;
    for (let row = 0; row < count; row++) {
      const offset = entries[row * 4] ?? 0;
      const length = isValid(bits, from + row) ? (entries[row * 4 + 2] ?? 0) : 0;
      if (length > 0 && offset !== end) {
        this.child.append(items, start, end - start);
        start = offset;
        end = offset;
      }
      end += length;
      this.#items += length;
      ends[row] = this.#items;
    }
    this.child.append(items, start, end - start);
    this.#validity.append(bits, from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view).buffer(withZero(this.#ends.view));
    this.child.write(parts);
  }

  clear(): void {
    this.#validity.clear();
    this.#ends.clear();
    this.child.clear();
    this.#items = 0;
    this.#rows = 0;
  }
}
