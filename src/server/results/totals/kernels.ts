import { DataType, type Field, type Precision } from 'apache-arrow';
import { dictionaryPieces, type Piece } from '../../../core/arrow/pieces';
import { fixedWidth } from '../../../core/arrow/width';
import { bytesAt, dictionaryField, viewBytesAt } from '../../../core/format/buffers';
import { halfToNumber, signedFromWords } from '../../../core/format/exact';
import { kindOf } from '../../../core/format/metadata';
import { forValidRuns } from './validRuns';
import { DoubleSum, ExactSum } from './sums';
import { type Extremes, ByteExtremes, DoubleExtremes, ExactExtremes, OrderExtremes } from './extremes';

/** Adds up one column, piece by piece: loops over typed arrays, by type. */
export interface Kernel {
  /** Takes values in; gives the number of nulls among them. */
  add(piece: Piece): number;
  readonly sum?: ExactSum | DoubleSum | undefined;
  readonly extremes?: Extremes | undefined;
}

/** The kernel of a column. Types that can neither be added nor ordered are counted only. */
export function kernelOf(field: Field): Kernel {
  const type: unknown = field.type;
  const kind = kindOf(field);
  if (DataType.isNull(type)) return { add: ({ count }) => count };
  if (DataType.isDictionary(type)) return new DictionaryKernel(kernelOf(dictionaryField(field, type)));
  if (DataType.isFloat(type)) return new FloatKernel(type.precision);
  if (DataType.isDecimal(type)) return new WordsKernel(type.bitWidth / 32, true, type.scale);
  if (kind === 'timetz') return { add: countNulls };
  if (DataType.isInt(type)) return type.bitWidth === 64 ? new WordsKernel(2, type.isSigned, 0) : new SmallIntegerKernel();
  if (kind === 'integer' && DataType.isUtf8(type)) return new DigitsKernel();
  if (DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type) || DataType.isDuration(type)) return new OrderKernel(field, fixedWidth(type) === 8);
  if (kind === undefined && (DataType.isUtf8(type) || DataType.isLargeUtf8(type))) return new TextKernel(bytesAt);
  if (kind === undefined && DataType.isUtf8View(type)) return new TextKernel(viewBytesAt);
  return { add: DataType.isUnion(type) ? () => 0 : countNulls };
}

function countNulls(piece: Piece): number {
  return forValidRuns(piece, () => undefined);
}

class DictionaryKernel implements Kernel {
  readonly sum;
  readonly extremes;

  constructor(private readonly values: Kernel) {
    this.sum = values.sum;
    this.extremes = values.extremes;
  }

  add(piece: Piece): number {
    return dictionaryPieces([piece]).reduce((nulls, part) => nulls + this.values.add(part), 0);
  }
}

/** Additions of 32-bit values that a double holds exactly. */
const EXACT_ADDITIONS = 2 ** 20;

class SmallIntegerKernel implements Kernel {
  readonly sum = new ExactSum();
  readonly extremes = new ExactExtremes();

  add(piece: Piece): number {
    const values: unknown = piece.data?.values;
    if (!isSmallIntegers(values)) return piece.count;
    return forValidRuns(piece, (from, to) => {
      for (let start = from; start < to; start += EXACT_ADDITIONS) this.#addRun(values, start, Math.min(start + EXACT_ADDITIONS, to));
    });
  }

  #addRun(values: SmallIntegers, from: number, to: number): void {
    let sum = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let index = from; index < to; index++) {
      const value = values[index] ?? 0;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.sum.add(BigInt(sum), 0);
    this.extremes.add(BigInt(min), 0);
    this.extremes.add(BigInt(max), 0);
  }
}

type SmallIntegers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

function isSmallIntegers(values: unknown): values is SmallIntegers {
  return ArrayBuffer.isView(values) && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array) && !(values instanceof DataView);
}

/** Integers of 64 bits and decimals as 32-bit words: bigints are made for sums of a million values, not for each. */
class WordsKernel implements Kernel {
  readonly sum = new ExactSum();
  readonly extremes = new ExactExtremes();

  constructor(
    private readonly words: number,
    private readonly signed: boolean,
    private readonly scale: number,
  ) {}

  add(piece: Piece): number {
    const values: unknown = piece.data?.values;
    if (!ArrayBuffer.isView(values)) return piece.count;
    const all = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    return forValidRuns(piece, (from, to) => {
      for (let start = from; start < to; start += EXACT_ADDITIONS) this.#addRun(all, start, Math.min(start + EXACT_ADDITIONS, to));
    });
  }

  #addRun(all: Uint32Array, from: number, to: number): void {
    const { words } = this;
    for (let word = 0; word < words; word++) {
      const top = this.signed && word === words - 1;
      let sum = 0;
      for (let at = from * words + word, end = to * words; at < end; at += words) sum += top ? (all[at] ?? 0) | 0 : (all[at] ?? 0);
      this.sum.add(BigInt(sum) << BigInt(32 * word), this.scale);
    }
    let min = from;
    let max = from;
    for (let index = from + 1; index < to; index++) {
      if (this.#less(all, index, min)) min = index;
      else if (this.#less(all, max, index)) max = index;
    }
    this.extremes.add(this.#value(all, min), this.scale);
    this.extremes.add(this.#value(all, max), this.scale);
  }

  #less(all: Uint32Array, one: number, other: number): boolean {
    const { words } = this;
    let left = one * words + words - 1;
    let right = other * words + words - 1;
    if (this.signed) {
      const difference = ((all[left] ?? 0) | 0) - ((all[right] ?? 0) | 0);
      if (difference !== 0) return difference < 0;
      left--;
      right--;
    }
    for (; left >= one * words; left--, right--) {
      const difference = (all[left] ?? 0) - (all[right] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  #value(all: Uint32Array, index: number): bigint {
    const value = signedFromWords(all.subarray(index * this.words, (index + 1) * this.words));
    return this.signed ? value : BigInt.asUintN(32 * this.words, value);
  }
}

class FloatKernel implements Kernel {
  readonly sum = new DoubleSum();
  readonly extremes: DoubleExtremes;

  constructor(precision: Precision) {
    this.extremes = new DoubleExtremes(precision);
  }

  add(piece: Piece): number {
    const values = floatsOf(piece);
    const { sum, extremes } = this;
    return forValidRuns(piece, (from, to) => {
      if (!(values instanceof Float64Array || values instanceof Float32Array)) return;
      sum.addRun(values, from, to);
      extremes.addRun(values, from, to);
    });
  }
}

/** Half floats are made whole first. */
function floatsOf({ data, start, count }: Piece): unknown {
  const values: unknown = data?.values;
  if (!(values instanceof Uint16Array)) return values;
  const floats = new Float32Array(start + count);
  for (let index = start; index < start + count; index++) floats[index] = halfToNumber(values[index] ?? 0);
  return floats;
}

/** Integers that came as digits. */
class DigitsKernel implements Kernel {
  readonly sum = new ExactSum();
  readonly extremes = new ExactExtremes();

  add(piece: Piece): number {
    const { data } = piece;
    return forValidRuns(piece, (from, to) => {
      for (let index = from; data && index < to; index++) {
        const text = Buffer.from(bytesAt(data, index)).toString('latin1');
        if (!/^-?\d+$/u.test(text)) continue;
        this.sum.add(BigInt(text), 0);
        this.extremes.add(BigInt(text), 0);
      }
    });
  }
}

/** Dates and times: their numbers order them, and the formatter shows them. */
class OrderKernel implements Kernel {
  readonly extremes: OrderExtremes;

  constructor(
    field: Field,
    private readonly wide: boolean,
  ) {
    this.extremes = new OrderExtremes(field);
  }

  add(piece: Piece): number {
    const { data } = piece;
    const values: unknown = data?.values;
    if (!data) return piece.count;
    return forValidRuns(piece, (from, to) => {
      let min = from;
      let max = from;
      if (this.wide && values instanceof BigInt64Array) {
        for (let index = from + 1; index < to; index++) {
          const value = values[index] ?? 0n;
          if (value < (values[min] ?? 0n)) min = index;
          if (value > (values[max] ?? 0n)) max = index;
        }
        this.extremes.add(values[min] ?? 0n, data, min);
        this.extremes.add(values[max] ?? 0n, data, max);
      } else if (values instanceof Int32Array) {
        for (let index = from + 1; index < to; index++) {
          const value = values[index] ?? 0;
          if (value < (values[min] ?? 0)) min = index;
          if (value > (values[max] ?? 0)) max = index;
        }
        this.extremes.add(BigInt(values[min] ?? 0), data, min);
        this.extremes.add(BigInt(values[max] ?? 0), data, max);
      }
    });
  }
}

class TextKernel implements Kernel {
  readonly extremes = new ByteExtremes();

  constructor(private readonly bytesOf: typeof bytesAt) {}

  add(piece: Piece): number {
    const { data } = piece;
    const { extremes } = this;
    const offsets: unknown = data?.valueOffsets;
    const values: unknown = data?.values;
    return forValidRuns(piece, (from, to) => {
      for (let index = from; data && index < to; index++) {
        if (offsets instanceof Int32Array && values instanceof Uint8Array) {
          const start = offsets[index] ?? 0;
          if (start < (offsets[index + 1] ?? 0) && !extremes.mayTake(values[start] ?? 0)) continue;
        }
        extremes.add(this.bytesOf(data, index));
      }
    });
  }
}
