import { BufferType, Data, DataType, DateUnit, type Field, Precision } from 'apache-arrow';
import { bigintAt, dictionaryEntry, dictionaryField, numberAt, wordsAt } from '../../../core/format/buffers';
import { makeCellFormatter } from '../../../core/format/cell';
import { doubleText, halfToNumber, signedFromWords } from '../../../core/format/exact';
import { kindOf } from '../../../core/format/metadata';
import type { HistogramBin } from '../../../protocol/resultsArrange';
import type { SortedColumn } from './sortedColumn';

const BINS = 24;
/** Digits of a bin's bounds: they are chosen, not measured. */
const DIGITS = 6;

/**
 * Bins of equal width from the least to the greatest value. The values are sorted, so that each bound is a binary search.
 * `undefined` for types that have no place on a line.
 * @param placed values in the order that are numbers
 */
export async function histogramOf(sorted: SortedColumn, placed: number, timeZone: string): Promise<{ readonly bins: readonly HistogramBin[]; readonly infinite: number } | undefined> {
  const numberOf = numbersOf(sorted.field);
  if (!numberOf) return undefined;
  const at = (place: number): Promise<number> => sorted.read(place, numberOf.read, NaN);
  const first = await firstAbove(at, placed, -Number.MAX_VALUE, false);
  const end = await firstAbove(at, placed, Number.MAX_VALUE, true);
  const infinite = placed - (end - first);
  if (end <= first) return { bins: [], infinite };
  const [min, max] = [await at(first), await at(end - 1)];
  const whole = numberOf.whole && max - min < BINS;
  const bins = min === max ? 1 : whole ? max - min + 1 : BINS;
  const width = whole ? 1 : (max - min) / bins;
  const label = labelOf(sorted.field, timeZone);
  const out: HistogramBin[] = [];
  let start = first;
  for (let bin = 0; bin < bins; bin++) {
    const until = bin === bins - 1 ? end : await firstAbove(at, end, min + (bin + 1) * width, false);
    const to = bin === bins - 1 ? max : min + (bin + 1) * width;
    out.push({ from: label(min + bin * width), to: whole ? label(min + bin) : label(to), count: until - start });
    start = until;
  }
  return { bins: out, infinite };
}

/** The first place whose value is `bound` or above it, or only above it. */
async function firstAbove(at: (place: number) => Promise<number>, count: number, bound: number, above: boolean): Promise<number> {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = await at(middle);
    if (above ? value > bound : value >= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Numbers {
  /** Whole numbers: a bin may be one of them. */
  readonly whole: boolean;
  /** The nearest double, in the units of the type. */
  readonly read: (data: Data, index: number) => number;
}

function numbersOf(field: Field): Numbers | undefined {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) {
    const inner = numbersOf(dictionaryField(field, type));
    return inner && { ...inner, read: (data, index) => { const entry = dictionaryEntry(data, index); return entry ? inner.read(entry.data, entry.index) : NaN; } };
  }
  const kind = kindOf(field);
  if (kind === 'timetz' || kind === 'interval') return undefined;
  if (DataType.isFloat(type)) return { whole: false, read: type.precision === Precision.HALF ? (data, index) => halfToNumber(numberAt(data, index)) : numberAt };
  if (DataType.isDecimal(type)) {
    const { scale, bitWidth } = type;
    return { whole: scale === 0, read: (data, index) => Number(signedFromWords(wordsAt(data, index, bitWidth / 32))) / 10 ** scale };
  }
  const wide = (data: Data, index: number): number => Number(bigintAt(data, index));
  if (DataType.isInt(type)) return { whole: true, read: type.bitWidth === 64 ? wide : numberAt };
  if (DataType.isDate(type)) return { whole: type.unit === DateUnit.DAY, read: type.unit === DateUnit.DAY ? numberAt : wide };
  if (DataType.isTime(type)) return { whole: false, read: type.bitWidth === 64 ? wide : numberAt };
  return DataType.isTimestamp(type) || DataType.isDuration(type) ? { whole: false, read: wide } : undefined;
}

function labelOf(field: Field, timeZone: string): (value: number) => string {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) return labelOf(dictionaryField(field, type), timeZone);
  if (!(DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type) || DataType.isDuration(type))) return (value) => doubleText(Number(value.toPrecision(DIGITS)));
  const formatter = makeCellFormatter(field, { timeZone });
  const narrow = (DataType.isDate(type) && type.unit === DateUnit.DAY) || (DataType.isTime(type) && type.bitWidth === 32);
  return (value) => {
    const data = narrow ? Int32Array.of(Math.round(value)) : BigInt64Array.of(BigInt(Math.round(value)));
    return formatter.format(new Data(type, 0, 1, 0, { [BufferType.DATA]: data }), 0).text;
  };
}
