import { DataType, util } from 'apache-arrow';

/** Whether values of two types have the same bytes. */
export function sameValues(one: unknown, other: unknown): boolean {
  if (!DataType.isDataType(one) || !DataType.isDataType(other)) return false;
  // Zones only say how a time is shown.
  if (DataType.isTimestamp(one) && DataType.isTimestamp(other)) return one.unit === other.unit && isZoned(one.timezone) === isZoned(other.timezone);
  return util.compareTypes(one, other);
}

function isZoned(zone: unknown): boolean {
  return typeof zone === 'string' && zone !== '';
}
