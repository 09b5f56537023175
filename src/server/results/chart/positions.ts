import { type Data, DataType, DateUnit, type Field, Precision, TimeUnit } from 'apache-arrow';
import { dictionaryPieces, type Piece } from '../../../core/arrow/pieces';
import { bytesAt, dictionaryField } from '../../../core/format/buffers';
import { halfToNumber } from '../../../core/format/exact';
import { kindOf } from '../../../core/format/metadata';
import type { AxisKind } from '../../../protocol/resultsCharts';
import { nullMarker } from '../keys/nulls';

/** Where the values of a column stand on an axis: the nearest doubles. */
export interface Positions {
  readonly axis: AxisKind;
  /** Times that are shown in a zone. */
  readonly zoned: boolean;
  /** Whole numbers, and not too wide for one of them to be a place of its own. */
  readonly whole: boolean;
  /** Units of the type in one of the axis. */
  readonly units: number;
  /** Writes the place of each value of a piece from 0 on: NaN for NULL, ±Infinity where the system's values have no end. */
  read(piece: Piece, into: Float64Array): void;
}

/** `undefined` for types whose values have no place on a line. */
export function positionsOf(field: Field): Positions | undefined {
  const plain = withoutNulls(field);
  if (!plain) return undefined;
  const markNulls = nullMarker(field);
  let marks = new Uint8Array(0);
  return {
    ...plain,
    read: (piece, into) => {
      const { count } = piece;
      if (!piece.data) {
        into.fill(NaN, 0, count);
        return;
      }
      plain.read(piece, into);
      if (marks.length < count) marks = new Uint8Array(count);
      marks.fill(0, 0, count);
      if (markNulls(piece, marks, 0) > 0) for (let index = 0; index < count; index++) if (marks[index] === 1) into[index] = NaN;
    },
  };
}

const MILLIS_OF_DAY = 86_400_000;
/** Milliseconds in one unit. */
const MILLIS: Readonly<Record<TimeUnit, number>> = { [TimeUnit.SECOND]: 1_000, [TimeUnit.MILLISECOND]: 1, [TimeUnit.MICROSECOND]: 1 / 1_000, [TimeUnit.NANOSECOND]: 1 / 1_000_000 };

function withoutNulls(field: Field): Positions | undefined {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) {
    const inner = withoutNulls(dictionaryField(field, type));
    return inner && { ...inner, read: ofEntries(inner) };
  }
  const kind = kindOf(field);
  const number = { axis: 'number', zoned: false, whole: false, units: 1 } as const;
  if (kind === 'integer' && DataType.isUtf8(type)) return { ...number, whole: true, read: readDigits };
  if (kind !== undefined && kind !== 'integer') return undefined;
  if (DataType.isInt(type)) return { ...number, whole: true, read: type.bitWidth === 64 ? wide(type.isSigned, 1, false) : narrow(1, false) };
  if (DataType.isFloat(type)) return { ...number, read: type.precision === Precision.HALF ? readHalves : narrow(1, false) };
  if (DataType.isDecimal(type)) return { ...number, whole: type.scale === 0, units: 10 ** type.scale, read: decimals(type.bitWidth / 32, type.scale) };
  if (DataType.isDate(type)) {
    const days = type.unit === DateUnit.DAY;
    return { axis: 'time', zoned: false, whole: false, units: days ? 1 / MILLIS_OF_DAY : 1, read: days ? narrow(MILLIS_OF_DAY, true) : wide(true, 1, true) };
  }
  if (DataType.isTimestamp(type)) return { axis: 'time', zoned: type.timezone !== null && type.timezone !== undefined && type.timezone !== '', whole: false, units: 1 / MILLIS[type.unit], read: wide(true, MILLIS[type.unit], true) };
  if (DataType.isTime(type)) return { axis: 'clock', zoned: false, whole: false, units: 1 / MILLIS[type.unit], read: type.bitWidth === 64 ? wide(true, MILLIS[type.unit], false) : narrow(MILLIS[type.unit], false) };
  return DataType.isDuration(type) ? { axis: 'duration', zoned: false, whole: false, units: 1 / MILLIS[type.unit], read: wide(true, MILLIS[type.unit], false) } : undefined;
}

type Read = Positions['read'];

/** DuckDB writes endless dates as the ends of the type's range, but for the least value of all. */
const END_OF_32 = 2_147_483_647;
const END_OF_64 = 9_223_372_036_854_775_807;

function narrow(factor: number, endless: boolean): Read {
  return ({ data, start, count }, into) => {
    const values: unknown = data?.values;
    if (!isNumbers(values)) return;
    into.set(values.subarray(start, start + count));
    if (endless) for (let index = 0; index < count; index++) if (Math.abs(into[index] ?? 0) >= END_OF_32) into[index] = (into[index] ?? 0) * Infinity;
    if (factor !== 1) for (let index = 0; index < count; index++) into[index] = (into[index] ?? 0) * factor;
  };
}

type Numbers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

function isNumbers(values: unknown): values is Numbers {
  return ArrayBuffer.isView(values) && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array) && !(values instanceof DataView);
}

/** 64 bits as two words: a bigint for each value would cost ten times as much. */
function wide(signed: boolean, factor: number, endless: boolean): Read {
  // Dividing is exact where multiplying by the nearest double of a fraction is not.
  const divisor = factor < 1 ? Math.round(1 / factor) : 1;
  const times = factor < 1 ? 1 : factor;
  return ({ data, start, count }, into) => {
    const values: unknown = data?.values;
    if (!ArrayBuffer.isView(values)) return;
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    for (let index = 0, at = start * 2; index < count; index++, at += 2) {
      const high = words[at + 1] ?? 0;
      const value = (signed ? high | 0 : high) * 4_294_967_296 + (words[at] ?? 0);
      into[index] = endless && Math.abs(value) >= END_OF_64 ? value * Infinity : (value * times) / divisor;
    }
  };
}

function readHalves({ data, start, count }: Piece, into: Float64Array): void {
  const values: unknown = data?.values;
  if (!(values instanceof Uint16Array)) return;
  for (let index = 0; index < count; index++) into[index] = halfToNumber(values[start + index] ?? 0);
}

function readDigits({ data, start, count }: Piece, into: Float64Array): void {
  const decoder = new TextDecoder();
  for (let index = 0; index < count; index++) into[index] = data ? Number(decoder.decode(bytesAt(data, start + index))) : NaN;
}

/** Negative numbers by their opposites: the words of a small one are large, and would swallow it. */
function decimals(width: number, scale: number): Read {
  const divisor = 10 ** scale;
  return ({ data, start, count }, into) => {
    const values: unknown = data?.values;
    if (!ArrayBuffer.isView(values)) return;
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    for (let index = 0; index < count; index++) {
      const from = (start + index) * width;
      const negative = ((words[from + width - 1] ?? 0) & 0x8000_0000) !== 0;
      let value = 0;
      for (let word = width - 1; word >= 0; word--) {
        const bits = words[from + word] ?? 0;
        value = value * 4_294_967_296 + (negative ? ~bits >>> 0 : bits);
      }
      into[index] = (negative ? -value - 1 : value) / divisor;
    }
  };
}

/** The values of a dictionary are read once. */
function ofEntries(inner: Positions): Read {
  const known = new WeakMap<Data, Float64Array>();
  const placesOf = (data: Data): Float64Array => {
    const before = known.get(data);
    if (before) return before;
    const places = new Float64Array(data.length);
    inner.read({ data, start: 0, count: data.length }, places);
    known.set(data, places);
    return places;
  };
  return (piece, into) => {
    let at = 0;
    for (const { data, start, count } of dictionaryPieces([piece])) {
      if (data) into.set(placesOf(data).subarray(start, start + count), at);
      at += count;
    }
  };
}
