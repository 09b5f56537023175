import type duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { bytesOf, put, putPart, putValidity, type VectorFill } from './vectorFill';

/** Values of a fixed number of bytes; `convert` writes `count` values from the source's bytes to the vector's. */
export class FixedFill implements VectorFill {
  constructor(
    readonly type: duckdb.LogicalType,
    private readonly from: number,
    private readonly to = from,
    private readonly convert?: (source: Uint8Array, target: Uint8Array, count: number) => void,
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    const values: unknown = data.values;
    if (!ArrayBuffer.isView(values) || values.byteLength < (from + count) * this.from) throw new RangeError('A column is shorter than its batch.');
    if (this.convert) put(vector, 0, this.#converted(values, from, count, this.convert));
    else putPart(vector, values, from * this.from, count * this.from);
    putValidity(vector, data, from, count);
  }

  #converted(values: ArrayBufferView, from: number, count: number, convert: (source: Uint8Array, target: Uint8Array, count: number) => void): Uint8Array {
    const target = new Uint8Array(count * this.to);
    convert(bytesOf(values).subarray(from * this.from, (from + count) * this.from), target, count);
    return target;
  }
}

/** Bits to bytes. */
export class BoolFill implements VectorFill {
  constructor(readonly type: duckdb.LogicalType) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    const bits: unknown = data.values;
    if (!(bits instanceof Uint8Array)) throw new RangeError('A column has no bits.');
    const bytes = new Uint8Array(count);
    for (let row = 0, bit = data.offset + from; row < count; row++, bit++) bytes[row] = ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    put(vector, 0, bytes);
    putValidity(vector, data, from, count);
  }
}

/** The low bytes of little-endian integers. */
export function narrow(from: number, to: number) {
  return (source: Uint8Array, target: Uint8Array, count: number): void => {
    for (let row = 0, at = 0; row < count; row++) for (let byte = row * from, end = byte + to; byte < end; byte++) target[at++] = source[byte] ?? 0;
  };
}

/** 64-bit numbers times a factor. */
export function scaled(factor: bigint) {
  return map64((value) => value * factor);
}

/** Months, days and nanoseconds to months, days and microseconds, towards zero. */
export function microsOfNanos(source: Uint8Array, target: Uint8Array, count: number): void {
  target.set(source);
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let row = 0; row < count; row++) view.setBigInt64(row * 16 + 8, view.getBigInt64(row * 16 + 8, true) / 1000n, true);
}

/** 64-bit milliseconds to 32-bit days, rounded down. */
export function daysOfMillis(source: Uint8Array, target: Uint8Array, count: number): void {
  const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const to = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let row = 0; row < count; row++) to.setInt32(row * 4, Math.floor(Number(from.getBigInt64(row * 8, true)) / 86_400_000), true);
}

/** 32-bit numbers to 64 bits, times a factor. */
export function widenedTimes(factor: bigint) {
  return (source: Uint8Array, target: Uint8Array, count: number): void => {
    const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
    const to = new DataView(target.buffer, target.byteOffset, target.byteLength);
    for (let row = 0; row < count; row++) to.setBigInt64(row * 8, BigInt(from.getInt32(row * 4, true)) * factor, true);
  };
}

function map64(change: (value: bigint) => bigint) {
  return (source: Uint8Array, target: Uint8Array, count: number): void => {
    const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
    const to = new DataView(target.buffer, target.byteOffset, target.byteLength);
    for (let row = 0; row < count; row++) to.setBigInt64(row * 8, change(from.getBigInt64(row * 8, true)), true);
  };
}
