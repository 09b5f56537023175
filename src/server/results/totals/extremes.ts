import { type Data, type Field, Precision } from 'apache-arrow';
import { utf8Text } from '../../../core/format/bytes';
import { makeCellFormatter } from '../../../core/format/cell';
import { typeLabel } from '../../../core/format/column';
import { decimalText, doubleText, floatText, halfText } from '../../../core/format/exact';
import { cutText } from '../../../core/format/sink';
import { compareExact } from './sums';

/**
 * The smallest and the largest value seen. Extremes of several columns are joined where their `order` is the same:
 * numbers with numbers, text with text, times with times of the same type.
 */
export interface Extremes {
  readonly order: string;
  readonly some: boolean;
  texts(timeZone: string): { readonly min: string; readonly max: string };
  /** Takes in those of another column with the same order. */
  join(other: Extremes): Extremes;
}

export type NumberText = (value: number) => string;

/** A number with what is needed to compare and show it. */
interface NumberValue {
  readonly text: string;
  compare(other: NumberValue): number;
  readonly double: number;
  readonly exact: { readonly unscaled: bigint; readonly scale: number } | undefined;
}

/** Extremes of finished number columns of any kind. */
export class NumberExtremes implements Extremes {
  readonly order = 'number';
  readonly some = true;

  constructor(
    private readonly min: NumberValue,
    private readonly max: NumberValue,
  ) {}

  texts(): { min: string; max: string } {
    return { min: this.min.text, max: this.max.text };
  }

  join(other: Extremes): Extremes {
    const numbers = numbersOf(other);
    if (!numbers) return this;
    return new NumberExtremes(numbers.min.compare(this.min) < 0 ? numbers.min : this.min, numbers.max.compare(this.max) > 0 ? numbers.max : this.max);
  }

  get values(): { readonly min: NumberValue; readonly max: NumberValue } {
    return { min: this.min, max: this.max };
  }
}

function numbersOf(extremes: Extremes): { readonly min: NumberValue; readonly max: NumberValue } | undefined {
  if (extremes instanceof NumberExtremes) return extremes.values;
  if (extremes instanceof ExactExtremes || extremes instanceof DoubleExtremes) return extremes.values;
  return undefined;
}

function joinNumbers(one: Extremes, other: Extremes): Extremes {
  const values = numbersOf(one);
  return values ? new NumberExtremes(values.min, values.max).join(other) : other;
}

export class ExactExtremes implements Extremes {
  readonly order = 'number';
  #min: { unscaled: bigint; scale: number } | undefined;
  #max: { unscaled: bigint; scale: number } | undefined;

  add(unscaled: bigint, scale: number): void {
    if (!this.#min || compareExact(unscaled, scale, this.#min.unscaled, this.#min.scale) < 0) this.#min = { unscaled, scale };
    if (!this.#max || compareExact(unscaled, scale, this.#max.unscaled, this.#max.scale) > 0) this.#max = { unscaled, scale };
  }

  get some(): boolean {
    return this.#min !== undefined;
  }

  get values(): { readonly min: NumberValue; readonly max: NumberValue } | undefined {
    return this.#min && this.#max ? { min: exactValue(this.#min), max: exactValue(this.#max) } : undefined;
  }

  texts(): { min: string; max: string } {
    return { min: this.values?.min.text ?? '', max: this.values?.max.text ?? '' };
  }

  join(other: Extremes): Extremes {
    return joinNumbers(this, other);
  }
}

/** NaN is left out: it has no place in the order. */
export class DoubleExtremes implements Extremes {
  readonly order = 'number';
  #min = Infinity;
  #max = -Infinity;
  #some = false;

  constructor(private readonly precision: Precision) {}

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#some = true;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** The same for many, without a call for each. */
  addRun(values: Float64Array | Float32Array, from: number, to: number): void {
    let min = Infinity;
    let max = -Infinity;
    for (let index = from; index < to; index++) {
      const value = values[index] ?? 0;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.add(min <= max ? min : values[from] ?? NaN);
    this.add(min <= max ? max : values[from] ?? NaN);
  }

  get some(): boolean {
    return this.#some;
  }

  get values(): { readonly min: NumberValue; readonly max: NumberValue } | undefined {
    return this.#some ? { min: doubleValue(this.#min, this.precision), max: doubleValue(this.#max, this.precision) } : undefined;
  }

  texts(): { min: string; max: string } {
    return { min: this.values?.min.text ?? '', max: this.values?.max.text ?? '' };
  }

  join(other: Extremes): Extremes {
    return joinNumbers(this, other);
  }
}

function exactValue(exact: { readonly unscaled: bigint; readonly scale: number }): NumberValue {
  const text = decimalText(exact.unscaled, exact.scale);
  const value: NumberValue = { text, exact, double: Number(text), compare: (other) => compareNumbers(value, other) };
  return value;
}

function doubleValue(double: number, precision: Precision): NumberValue {
  const write = { [Precision.HALF]: halfText, [Precision.SINGLE]: floatText, [Precision.DOUBLE]: doubleText }[precision];
  const value: NumberValue = { text: write(double), exact: undefined, double, compare: (other) => compareNumbers(value, other) };
  return value;
}

function compareNumbers(one: NumberValue, other: NumberValue): number {
  if (one.exact && other.exact) return compareExact(one.exact.unscaled, one.exact.scale, other.exact.unscaled, other.exact.scale);
  return one.double - other.double;
}

/** Values that order by a number and are shown by the formatter. */
export class OrderExtremes implements Extremes {
  readonly order: string;
  #min: { readonly value: bigint; readonly data: Data; readonly index: number } | undefined;
  #max: { readonly value: bigint; readonly data: Data; readonly index: number } | undefined;

  constructor(private readonly field: Field) {
    this.order = `${typeLabel(field)}: ${String(field.type)}`;
  }

  add(value: bigint, data: Data, index: number): void {
    if (!this.#min || value < this.#min.value) this.#min = { value, data, index };
    if (!this.#max || value > this.#max.value) this.#max = { value, data, index };
  }

  get some(): boolean {
    return this.#min !== undefined;
  }

  texts(timeZone: string): { min: string; max: string } {
    const formatter = makeCellFormatter(this.field, { timeZone });
    const text = (of: { readonly data: Data; readonly index: number } | undefined) => (of ? formatter.format(of.data, of.index).text : '');
    return { min: text(this.#min), max: text(this.#max) };
  }

  join(other: Extremes): Extremes {
    if (!(other instanceof OrderExtremes)) return this;
    for (const { value, data, index } of [other.#min, other.#max].filter((of) => of !== undefined)) this.add(value, data, index);
    return this;
  }
}

/** Characters of a text that are told; a whole one may be megabytes long. */
const TOLD = 200;

/** Text in the order of its code points, which is that of its UTF-8 bytes. */
export class ByteExtremes implements Extremes {
  readonly order = 'text';
  #min: Uint8Array | undefined;
  #max: Uint8Array | undefined;

  /** Whether a value that starts with this byte may be a new extreme: most are told apart by their first byte. */
  mayTake(first: number): boolean {
    return first <= (this.#min?.[0] ?? 256) || first >= (this.#max?.[0] ?? -1);
  }

  add(bytes: Uint8Array): void {
    if (!this.#min || Buffer.compare(bytes, this.#min) < 0) this.#min = bytes;
    if (!this.#max || Buffer.compare(bytes, this.#max) > 0) this.#max = bytes;
  }

  get some(): boolean {
    return this.#min !== undefined;
  }

  texts(): { min: string; max: string } {
    const told = (bytes: Uint8Array | undefined) => cutText(utf8Text((bytes ?? new Uint8Array(0)).subarray(0, TOLD * 4)), TOLD);
    return { min: told(this.#min), max: told(this.#max) };
  }

  join(other: Extremes): Extremes {
    if (!(other instanceof ByteExtremes)) return this;
    for (const bytes of [other.#min, other.#max].filter((of) => of !== undefined)) this.add(bytes);
    return this;
  }
}
