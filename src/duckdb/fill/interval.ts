import type duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { bytesOf, put, putValidity, type VectorFill } from './vectorFill';

const WIDTH = 16;
const PARTS = [{ at: 0, width: 4 }, { at: 4, width: 4 }, { at: 8, width: 8 }] as const;

/** Months, days and microseconds as a struct: how DuckDB's intervals are carried in Arrow. */
export class IntervalFill implements VectorFill {
  constructor(readonly type: duckdb.LogicalType) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    const target = new Uint8Array(count * WIDTH);
    PARTS.forEach(({ at, width }, part) => {
      const values: unknown = data.children[part]?.values;
      if (!ArrayBuffer.isView(values)) throw new RangeError('An interval lacks a part.');
      const bytes = bytesOf(values);
      for (let row = 0; row < count; row++) target.set(bytes.subarray((from + row) * width, (from + row + 1) * width), row * WIDTH + at);
    });
    put(vector, 0, target);
    putValidity(vector, data, from, count);
  }
}
