import { type Data, DataType, DateUnit, Precision } from 'apache-arrow';
import { numberAt } from '../../../core/format/buffers';
import type { Piece } from '../../../core/arrow/pieces';
import type { PieceTest } from './pieceTest';

/** How values of a type are compared where they stand: as numbers, or as the two words of signed or unsigned 64 bits; `undefined` for all others. */
export function typedRange(type: unknown): 'numbers' | 'signed' | 'unsigned' | undefined {
  if (DataType.isInt(type)) return type.bitWidth < 64 ? 'numbers' : type.isSigned ? 'signed' : 'unsigned';
  if (DataType.isFloat(type)) return type.precision === Precision.HALF ? undefined : 'numbers';
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 'numbers' : 'signed';
  if (DataType.isTime(type)) return type.bitWidth === 32 ? 'numbers' : 'signed';
  return DataType.isTimestamp(type) || DataType.isDuration(type) ? 'signed' : undefined;
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

const SIGN = 0x8000_0000;
const LARGEST = 0xffff_ffff;

/** @param from, to the words of keys, the higher first */
export function longsBetween(signed: boolean, from: readonly number[] = [0, 0], to: readonly number[] = [LARGEST, LARGEST]): PieceTest {
  const [leastHigh = 0, leastLow = 0] = from;
  const [mostHigh = LARGEST, mostLow = LARGEST] = to;
  const flip = signed ? SIGN : 0;
  return ({ data, start, count }, passed) => {
    const values: unknown = data?.values;
    if (!ArrayBuffer.isView(values)) return;
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / Uint32Array.BYTES_PER_ELEMENT);
    for (let index = 0, at = start * 2; index < count; index++, at += 2) {
      const low = words[at] ?? 0;
      const high = ((words[at + 1] ?? 0) ^ flip) >>> 0;
      const enough = Number(high > leastHigh) | (Number(high === leastHigh) & Number(low >= leastLow));
      const notTooMuch = Number(high < mostHigh) | (Number(high === mostHigh) & Number(low <= mostLow));
      passed[index] = enough & notTooMuch;
    }
  };
}
