import { type Data, DataType, DateUnit, type Field } from 'apache-arrow';
import { boolAt, numberAt, UnreadableCell } from '../../../../core/format/buffers';
import { kindOf } from '../../../../core/format/metadata';
import { scalarReader, type ScalarStyle, timestampFormatOf } from '../../../../core/format/scalar';
import { date32Text } from '../../../../core/format/time';
import { writeLong, writeWhole } from './digits';
import type { TextBytes } from './textBytes';
import { TimeBytes } from './times';

/** Writes the text of a value that is not NULL. @throws UnreadableCell before anything is written */
export type WriteValue = (data: Data, index: number, out: TextBytes) => void;

export interface ScalarBytes {
  /** `float`: NaN and infinities are words. */
  readonly kind: 'number' | 'float' | 'boolean' | 'time';
  readonly write: WriteValue;
}

/**
 * The types that most tables are made of: their values are read from the buffers and written without a string between where that is quicker.
 * The texts are those of {@link scalarReader}: ASCII, without spaces at their ends, commas, tabs or quotes.
 */
export function scalarBytes(field: Field, style: ScalarStyle): ScalarBytes | undefined {
  const type: unknown = field.type;
  if (kindOf(field) !== undefined) return undefined;
  if (DataType.isBool(type)) return { kind: 'boolean', write: (data, index, out) => { out.ascii(boolAt(data, index) ? 'true' : 'false'); } };
  if (DataType.isInt(type)) return { kind: 'number', write: type.bitWidth === 64 ? longs(type.isSigned) : (data, index, out) => { writeWhole(numberAt(data, index), out); } };
  if (DataType.isFloat(type)) return asText('float', field, style);
  if (DataType.isDecimal(type)) return asText('number', field, style);
  const times = new TimeBytes();
  if (DataType.isDate(type)) {
    if (type.unit !== DateUnit.DAY) return undefined;
    return {
      kind: 'time',
      write: (data, index, out) => {
        const days = numberAt(data, index);
        if (!times.date(days, out)) out.ascii(date32Text(days, style.time));
      },
    };
  }
  if (!DataType.isTimestamp(type)) return undefined;
  const format = timestampFormatOf(field, type, style);
  return { kind: 'time', write: withWords((low, high, out) => { times.timestamp(low, high, format, out); }) };
}

function asText(kind: ScalarBytes['kind'], field: Field, style: ScalarStyle): ScalarBytes | undefined {
  const reader = scalarReader(field, style);
  return reader && { kind, write: (data, index, out) => { out.ascii(reader.read(data, index)); } };
}

function longs(signed: boolean): WriteValue {
  return withWords((low, high, out) => { writeLong(low, high, signed, out); });
}

/** The two words of a 64-bit value: a bigint for each would cost more than its digits. */
function withWords(write: (low: number, high: number, out: TextBytes) => void): WriteValue {
  let of: Data | undefined;
  let words: Uint32Array = new Uint32Array(0);
  return (data, index, out) => {
    if (data !== of) {
      const values: unknown = data.values;
      if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) throw new UnreadableCell('no 64-bit values');
      words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
      of = data;
    }
    const [low, high] = [words[index * 2], words[index * 2 + 1]];
    if (low === undefined || high === undefined) throw new UnreadableCell('the buffer ends early');
    write(low, high, out);
  };
}
