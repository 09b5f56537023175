import type duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import { isValid, validityOf } from '../native';
import { VariableColumn } from './variable';

/** The text of single values of a vector of `rows` rows. */
export type TextOf = (vector: duckdb.Vector, rows: number) => (row: number) => string;

/** Values of the types that Arrow has no exact type for, one by one, as text. */
export class TextColumn extends VariableColumn {
  readonly #encoder = new TextEncoder();

  constructor(
    field: Field<DataType>,
    private readonly textOf: TextOf,
  ) {
    super(field);
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const bits = validityOf(vector, from + count);
    const offsets = this.moreOffsets(count);
    const read = this.textOf(vector, from + count);
    for (let row = 0; row < count; row++) {
      if (isValid(bits, from + row)) this.data.append(this.#encoder.encode(read(from + row)));
      offsets[row + 1] = this.data.length;
    }
    this.validity.append(bits, from, count);
    this.rows += count;
  }
}
