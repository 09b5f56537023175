import type duckdb from '@duckdb/node-bindings';
import { type DataType, Field, Int32, Int64, Struct } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { validityOf } from '../native';
import type { Column } from './column';
import { FixedColumn } from './fixed';
import { Validity } from './validity';

const WIDTH = 16;

const MONTHS = new Field('months', new Int32(), true);
const DAYS = new Field('days', new Int32(), true);
const MICROS = new Field('micros', new Int64(), true);

/** Months and days of 32 bits, microseconds of 64: Arrow's interval has nanoseconds of 64 and cannot hold them all. */
export const INTERVAL_TYPE = new Struct<{ months: Int32; days: Int32; micros: Int64 }>([MONTHS, DAYS, MICROS]);

export class IntervalColumn implements Column {
  readonly #validity = new Validity();
  readonly #parts = [new FixedColumn(MONTHS, WIDTH, 4, partAt(0, 4)), new FixedColumn(DAYS, WIDTH, 4, partAt(4, 4)), new FixedColumn(MICROS, WIDTH, 8, partAt(8, 8))];
  #rows = 0;

  constructor(readonly field: Field<DataType>) {}

  get bytes(): number {
    return this.#rows * WIDTH;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    for (const part of this.#parts) part.append(vector, from, count);
    this.#validity.append(validityOf(vector, from + count), from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view);
    for (const part of this.#parts) part.write(parts);
  }

  clear(): void {
    this.#validity.clear();
    for (const part of this.#parts) part.clear();
    this.#rows = 0;
  }
}

function partAt(place: number, size: number) {
  return (source: Uint8Array, target: Uint8Array, count: number): void => {
    for (let row = 0; row < count; row++) {
      for (let byte = 0; byte < size; byte++) target[row * size + byte] = source[row * WIDTH + place + byte] ?? 0;
    }
  };
}
