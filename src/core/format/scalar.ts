import { type Data, DataType, DateUnit, type Decimal, type Field, type Interval, IntervalUnit, Precision, type Timestamp, TimeUnit } from 'apache-arrow';
import { bigintAt, boolAt, bytesAt, childAt, fixedBytesAt, integerAt, numberAt, wordsAt } from './buffers';
import { bitText, uuidText } from './bytes';
import { decimalText, doubleText, floatText, halfText, halfToNumber, signedFromWords } from './exact';
import { type FieldKind, kindOf, TYPE_KEY } from './metadata';
import { date32Text, dateText, durationSpan, packedTimetzText, type Span, spanText, type TimestampFormat, timestampText, timeText, type TimeStyle, type UnitsPerSecond } from './time';
import type { Zone } from './zone';

/** Reads the exact text of a short value that is not null. */
export interface ScalarReader {
  readonly kind: 'number' | 'boolean' | 'time' | 'text';
  read(data: Data, index: number): string;
}

export interface ScalarStyle {
  readonly time: TimeStyle;
  readonly zone: Zone;
  readonly offsets: boolean;
}

/** The reader of a field of fixed-size values; `undefined` for strings, binary, nested, dictionary and null fields. */
export function scalarReader(field: Field, style: ScalarStyle): ScalarReader | undefined {
  const type: unknown = field.type;
  const byKind = kindReader(type, kindOf(field), style);
  if (byKind) return byKind;
  if (DataType.isBool(type)) return { kind: 'boolean', read: (data, index) => (boolAt(data, index) ? 'true' : 'false') };
  if (DataType.isInt(type)) return type.bitWidth === 64 ? number((data, index) => bigintAt(data, index).toString()) : number((data, index) => String(numberAt(data, index)));
  if (DataType.isFloat(type)) return floatReader(type.precision);
  if (DataType.isDecimal(type)) return decimalReader(type);
  return timeReader(type, field, style);
}

function number(read: ScalarReader['read']): ScalarReader {
  return { kind: 'number', read };
}

function time(read: ScalarReader['read']): ScalarReader {
  return { kind: 'time', read };
}

function kindReader(type: unknown, kind: FieldKind | undefined, style: ScalarStyle): ScalarReader | undefined {
  if (kind === 'uuid' && DataType.isFixedSizeBinary(type) && type.byteWidth === 16) {
    return { kind: 'text', read: (data, index) => uuidText(fixedBytesAt(data, index, 16)) };
  }
  if (kind === 'bit' && DataType.isBinary(type)) return { kind: 'text', read: (data, index) => bitText(bytesAt(data, index)) };
  if (kind === 'timetz' && DataType.isInt(type) && type.bitWidth === 64) return time((data, index) => packedTimetzText(bigintAt(data, index), style.time));
  if (kind === 'interval' && DataType.isStruct(type)) return time((data, index) => spanText(structSpan(data, index), style.time));
  return undefined;
}

function structSpan(data: Data, index: number): Span {
  const months = numberAt(childAt(data, 0), index);
  const days = numberAt(childAt(data, 1), index);
  return { months, days, time: bigintAt(childAt(data, 2), index), units: 1_000_000 };
}

function floatReader(precision: Precision): ScalarReader {
  switch (precision) {
    case Precision.HALF:
      return number((data, index) => halfText(halfToNumber(numberAt(data, index))));
    case Precision.SINGLE:
      return number((data, index) => floatText(numberAt(data, index)));
    case Precision.DOUBLE:
      return number((data, index) => doubleText(numberAt(data, index)));
  }
}

function decimalReader({ bitWidth, scale }: Decimal): ScalarReader {
  const words = bitWidth / 32;
  return number((data, index) => decimalText(signedFromWords(wordsAt(data, index, words)), scale));
}

function timeReader(type: unknown, field: Field, style: ScalarStyle): ScalarReader | undefined {
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY
      ? time((data, index) => date32Text(numberAt(data, index), style.time))
      : time((data, index) => dateMillisText(bigintAt(data, index), style.time));
  }
  if (DataType.isTimestamp(type)) {
    const format = timestampFormatOf(field, type, style);
    return time((data, index) => timestampText(bigintAt(data, index), format));
  }
  if (DataType.isTime(type)) {
    const units = unitsOf(type.unit);
    return time((data, index) => timeText(integerAt(data, index), units));
  }
  if (DataType.isDuration(type)) {
    const units = unitsOf(type.unit);
    return time((data, index) => spanText(durationSpan(bigintAt(data, index), units), style.time));
  }
  return DataType.isInterval(type) ? intervalReader(type, style.time) : undefined;
}

export function timestampFormatOf(field: Field, { unit, timezone }: Timestamp, style: ScalarStyle): TimestampFormat {
  const units = unitsOf(unit);
  // The greatest number of nanoseconds is a moment in 2262 that some systems use as a bound; only DuckDB means infinity by it.
  const infinities = units !== 1_000_000_000 || field.metadata.get(TYPE_KEY) === 'TIMESTAMP_NS';
  return { units, style: style.time, offsets: style.offsets, infinities, ...((timezone ?? '') === '' ? {} : { zone: style.zone }) };
}

/** Milliseconds that are whole days by the format's rules; where they are not, the time of day is shown rather than dropped. */
function dateMillisText(millis: bigint, style: TimeStyle): string {
  const text = timestampText(millis, { units: 1000, style, offsets: false, infinities: true });
  return millis % 86_400_000n === 0n ? dateText(Number(millis / 86_400_000n), style) : text;
}

function intervalReader({ unit }: Interval, style: TimeStyle): ScalarReader {
  switch (unit) {
    case IntervalUnit.YEAR_MONTH:
      return time((data, index) => spanText({ months: numberAt(data, index), days: 0, time: 0n, units: 1 }, style));
    case IntervalUnit.DAY_TIME:
      return time((data, index) => {
        const [days = 0, millis = 0] = wordsAt(data, index, 2);
        return spanText({ months: 0, days, time: BigInt(millis), units: 1000 }, style);
      });
    case IntervalUnit.MONTH_DAY_NANO:
      return time((data, index) => {
        const words = wordsAt(data, index, 4);
        const [months = 0, days = 0] = words;
        return spanText({ months, days, time: signedFromWords(words.subarray(2)), units: 1_000_000_000 }, style);
      });
  }
}

function unitsOf(unit: TimeUnit): UnitsPerSecond {
  switch (unit) {
    case TimeUnit.SECOND:
      return 1;
    case TimeUnit.MILLISECOND:
      return 1000;
    case TimeUnit.MICROSECOND:
      return 1_000_000;
    case TimeUnit.NANOSECOND:
      return 1_000_000_000;
  }
}
