import { type Data, DataType, DateUnit, Precision } from 'apache-arrow';
import { bigintAt, numberAt } from '../../../core/format/buffers';
import type { Piece } from '../../../core/arrow/pieces';
import type { PieceTest } from './pieceTest';

/** How values of a type are compared where they stand: as numbers, or as whole numbers of 64 bits; `undefined` for all others. */
export function typedRange(type: unknown): 'numbers' | 'longs' | undefined {
  if (DataType.isInt(type)) return type.bitWidth < 64 ? 'numbers' : 'longs';
  if (DataType.isFloat(type)) return type.precision === Precision.HALF ? undefined : 'numbers';
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 'numbers' : 'longs';
  if (DataType.isTime(type)) return type.bitWidth === 32 ? 'numbers' : 'longs';
  return DataType.isTimestamp(type) || DataType.isDuration(type) ? 'longs' : undefined;
}

type Numbers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** `undefined` where a bound is NaN: it has a place in the order of keys only. */
export function numbersBetween(from: Data | undefined, to: Data | undefined): PieceTest | undefined {
  const least = from ? numberAt(from, 0) : -Infinity;
  const most = to ? numberAt(to, 0) : Infinity;
  if (Number.isNaN(least) || Number.isNaN(most)) return undefined;
  // NaN is above all numbers.
  const test = to ? within : notBelow;
  return (piece, passed) => {
    const values: unknown = piece.data?.values;
    if (isNumbers(values)) test(values, piece, least, most, passed);
  };
}

function isNumbers(values: unknown): values is Numbers {
  return ArrayBuffer.isView(values) && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array) && !(values instanceof DataView);
}

function within(values: Numbers, { start, count }: Piece, least: number, most: number, passed: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const value = values[start + index] ?? 0;
    // Without branches, which would be guessed wrongly half of the time.
    passed[index] = Number(value >= least) & Number(value <= most);
  }
}

function notBelow(values: Numbers, { start, count }: Piece, least: number, _: number, passed: Uint8Array): void {
  for (let index = 0; index < count; index++) passed[index] = 1 - Number((values[start + index] ?? 0) < least);
}

/** Values of 64 bits, where they stand. */
export function longsBetween(from: Data | undefined, to: Data | undefined): PieceTest {
  const least = from ? bigintAt(from, 0) : LEAST;
  const most = to ? bigintAt(to, 0) : MOST;
  return (piece, passed) => {
    const values: unknown = piece.data?.values;
    if (values instanceof BigInt64Array) signedWithin(values, piece.start, piece.count, least, most, passed);
    else if (values instanceof BigUint64Array) unsignedWithin(values, piece.start, piece.count, least, most, passed);
  };
}

function signedWithin(values: BigInt64Array, start: number, count: number, least: bigint, most: bigint, passed: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const value = values[start + index] ?? 0n;
    passed[index] = Number(value >= least) & Number(value <= most);
  }
}

function unsignedWithin(values: BigUint64Array, start: number, count: number, least: bigint, most: bigint, passed: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const value = values[start + index] ?? 0n;
    passed[index] = Number(value >= least) & Number(value <= most);
  }
}

/** Below and above all 64-bit numbers, signed or not, where there is no bound. */
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 64n - 1n];
