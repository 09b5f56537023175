import { BufferType, Data, DataType, DateUnit, type Field } from 'apache-arrow';
import { dictionaryField } from '../../../core/format/buffers';
import { makeCellFormatter } from '../../../core/format/cell';
import { decimalText, doubleText } from '../../../core/format/exact';
import { positionsOf } from './positions';

/** Digits of a place between values: it is chosen, not measured. */
const DIGITS = 6;

/** Places on an axis as people read them, and as filters read them. `round` brings a place between two values to one of them; by default the nearest. */
export function placeText(field: Field, timeZone: string): (place: number, round?: (units: number) => number) => string {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) return placeText(dictionaryField(field, type), timeZone);
  const positions = positionsOf(field);
  if (!positions) return String;
  const { units, whole } = positions;
  if (positions.axis === 'number') {
    return (place, round) => {
      if (DataType.isDecimal(type)) return decimalText(BigInt((round ?? Math.round)(place * units)), type.scale);
      if (whole) return inRange(BigInt((round ?? Math.round)(place)), type).toString();
      return doubleText(round ? place : Number(place.toPrecision(DIGITS)));
    };
  }
  if (!(DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type) || DataType.isDuration(type))) return String;
  const formatter = makeCellFormatter(field, { timeZone });
  const narrow = (DataType.isDate(type) && type.unit === DateUnit.DAY) || (DataType.isTime(type) && type.bitWidth === 32);
  return (place, round) => {
    const value = (round ?? Math.round)(place * units);
    const data = narrow ? Int32Array.of(value) : BigInt64Array.of(BigInt(value));
    return formatter.format(new Data(type, 0, 1, 0, { [BufferType.DATA]: data }), 0).text;
  };
}

/** The nearest double of the greatest 64-bit value is beyond it. */
function inRange(value: bigint, type: unknown): bigint {
  if (!DataType.isInt(type)) return value;
  const least = type.isSigned ? -(1n << BigInt(type.bitWidth - 1)) : 0n;
  const most = (1n << BigInt(type.isSigned ? type.bitWidth - 1 : type.bitWidth)) - 1n;
  return value < least ? least : value > most ? most : value;
}
