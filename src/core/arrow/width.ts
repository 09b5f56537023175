import { DataType, DateUnit, IntervalUnit, Precision } from 'apache-arrow';

/** Bytes of a value of a type whose values all have the same size; `undefined` for others, for bits and for nested types. */
export function fixedWidth(type: unknown): number | undefined {
  if (DataType.isInt(type) || DataType.isDecimal(type) || DataType.isTime(type)) return type.bitWidth / 8;
  if (DataType.isFloat(type)) return { [Precision.HALF]: 2, [Precision.SINGLE]: 4, [Precision.DOUBLE]: 8 }[type.precision];
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth;
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 4 : 8;
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return 8;
  if (DataType.isInterval(type)) return { [IntervalUnit.YEAR_MONTH]: 4, [IntervalUnit.DAY_TIME]: 8, [IntervalUnit.MONTH_DAY_NANO]: 16 }[type.unit];
  return undefined;
}
