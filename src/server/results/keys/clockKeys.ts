import { type Data, DataType, IntervalUnit } from 'apache-arrow';
import { bigintAt, childAt, integerAt, numberAt, wordsAt } from '../../../core/format/buffers';

/** Keys of the types whose order is not that of their bits: bigints that compare as the values do. */

const OFFSET_BITS = 24n;
const OFFSET = (1n << OFFSET_BITS) - 1n;
const MICROS = 1_000_000n;

/** DuckDB packs microseconds of the day above 24 bits of offset, and orders by the moment first: see its `dtime_tz_t::sort_key`. */
export function timeTzKey(data: Data, index: number): bigint {
  const bits = BigInt.asUintN(64, bigintAt(data, index));
  return bits + (((bits & OFFSET) * MICROS) << OFFSET_BITS);
}

const DAYS_OF_MONTH = 30n;
const NANOS_OF_DAY = 86_400_000_000_000n;

/** An interval as nanoseconds, months of 30 days and days of 24 hours: what DuckDB and PostgreSQL compare. */
export function intervalKey(type: unknown): (data: Data, index: number) => bigint {
  const total = (months: bigint, days: bigint, nanos: bigint): bigint => (months * DAYS_OF_MONTH + days) * NANOS_OF_DAY + nanos;
  if (DataType.isStruct(type)) return (data, index) => total(integerAt(childAt(data, 0), index), integerAt(childAt(data, 1), index), integerAt(childAt(data, 2), index) * 1000n);
  const unit: unknown = DataType.isInterval(type) ? type.unit : undefined;
  if (unit === IntervalUnit.YEAR_MONTH) return (data, index) => total(BigInt(numberAt(data, index)), 0n, 0n);
  if (unit === IntervalUnit.DAY_TIME) {
    return (data, index) => {
      const [days = 0, millis = 0] = wordsAt(data, index, 2);
      return total(0n, BigInt(days | 0), BigInt(millis | 0) * MICROS);
    };
  }
  return (data, index) => {
    const [months = 0, days = 0, low = 0, high = 0] = wordsAt(data, index, 4);
    return total(BigInt(months | 0), BigInt(days | 0), (BigInt(high | 0) << 32n) | BigInt(low >>> 0));
  };
}
