import { civilFromDays } from './calendar';
import type { Zone } from './zone';

/** Dates, times and spans as text, exact to the nanosecond. */

/** `plain` is for people (`2024-01-31 12:00:00`, `0044-03-15 BC`); `iso` is ISO 8601 for machines (`-000043-03-15T12:00:00`). */
export type TimeStyle = 'plain' | 'iso';

/** Units of a second in an Arrow time unit: 1, 10³, 10⁶ or 10⁹. */
export type UnitsPerSecond = 1 | 1000 | 1_000_000 | 1_000_000_000;

const DAY = 86_400;
/** DuckDB's infinities: the greatest number and its negative. */
const DATE_INFINITY = 2_147_483_647;
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n;

export function pad2(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** @param days since 1970-01-01 */
export function dateText(days: number, style: TimeStyle): string {
  const { year, month, day } = civilFromDays(days);
  const rest = `-${pad2(month)}-${pad2(day)}`;
  if (year >= 0 && year <= 9999 && (style === 'iso' || year > 0)) return String(year).padStart(4, '0') + rest;
  if (style === 'iso') return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}${rest}`;
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}

/** A 32-bit day number, where the greatest and its negative are DuckDB's infinities. */
export function date32Text(days: number, style: TimeStyle): string {
  if (days === DATE_INFINITY) return 'infinity';
  if (days === -DATE_INFINITY) return '-infinity';
  return dateText(days, style);
}

/** The fraction of a second with its point, in groups of three digits; empty where it is zero. */
export function fractionText(fraction: number, units: UnitsPerSecond): string {
  if (fraction === 0) return '';
  const digits = fraction.toString().padStart(Math.log10(units), '0');
  const groups = digits.endsWith('000000') ? digits.slice(0, -6) : digits.endsWith('000') ? digits.slice(0, -3) : digits;
  return `.${groups}`;
}

/** Time of day; 24:00:00 and more are shown as they are. `seconds` must not be negative. */
export function clockText(seconds: number, fraction: number, units: UnitsPerSecond): string {
  return `${pad2(Math.floor(seconds / 3600))}:${pad2(Math.floor(seconds / 60) % 60)}:${pad2(seconds % 60)}${fractionText(fraction, units)}`;
}

/** `+01:00`; seconds only where there are any (local mean times); `Z` for zero in ISO style. */
export function offsetText(seconds: number, style: TimeStyle): string {
  if (seconds === 0 && style === 'iso') return 'Z';
  const size = Math.abs(seconds);
  const rest = size % 60;
  return `${seconds < 0 ? '-' : '+'}${pad2(Math.floor(size / 3600))}:${pad2(Math.floor(size / 60) % 60)}${rest === 0 ? '' : `:${pad2(rest)}`}`;
}

export interface TimestampFormat {
  readonly units: UnitsPerSecond;
  readonly style: TimeStyle;
  /** Present for timestamps that are instants; absent for wall times. */
  readonly zone?: Zone;
  /** Whether the offset stands after an instant. */
  readonly offsets: boolean;
  /** Whether the greatest value and its negative are infinities. */
  readonly infinities: boolean;
}

export function timestampText(value: bigint, format: TimestampFormat): string {
  if (format.infinities && value === TIMESTAMP_INFINITY) return 'infinity';
  if (format.infinities && value === -TIMESTAMP_INFINITY) return '-infinity';
  const { seconds, fraction } = splitSeconds(value, format.units);
  const offset = format.zone?.offsetAt(seconds) ?? 0;
  const local = seconds + offset;
  const days = Math.floor(local / DAY);
  const clock = clockText(local - days * DAY, fraction, format.units);
  const date = dateText(days, format.style);
  const suffix = format.zone && format.offsets ? offsetText(offset, format.style) : '';
  if (format.style === 'iso') return `${date}T${clock}${suffix}`;
  return date.endsWith(' BC') ? `${date.slice(0, -3)} ${clock}${suffix} BC` : `${date} ${clock}${suffix}`;
}

/** Whole seconds rounded down, and the rest in units. Seconds of a 64-bit timestamp may pass 2⁵³ only in years beyond 285 million. */
function splitSeconds(value: bigint, units: UnitsPerSecond): { readonly seconds: number; readonly fraction: number } {
  if (units === 1) return { seconds: Number(value), fraction: 0 };
  const divisor = BigInt(units);
  const rest = value % divisor;
  const fraction = rest < 0n ? rest + divisor : rest;
  return { seconds: Number((value - fraction) / divisor), fraction: Number(fraction) };
}

/** Time of day in units since midnight. */
export function timeText(value: bigint, units: UnitsPerSecond): string {
  const size = value < 0n ? -value : value;
  const { seconds, fraction } = splitSeconds(size, units);
  return `${value < 0n ? '-' : ''}${clockText(seconds, fraction, units)}`;
}

/** DuckDB's TIME WITH TIME ZONE: microseconds in the upper 40 bits, 57,599 minus the offset in seconds in the lower 24. */
export function packedTimetzText(packed: bigint, style: TimeStyle): string {
  const micros = BigInt.asUintN(64, packed) >> 24n;
  const offset = 57_599 - Number(packed & 0xff_ffffn);
  return timeText(micros, 1_000_000) + offsetText(offset, style);
}

export interface Span {
  readonly months: number;
  readonly days: number;
  /** In units of a second. */
  readonly time: bigint;
  readonly units: UnitsPerSecond;
}

/** `1 year 2 months -3 days 04:05:06.5`, or ISO 8601 `P1Y2M-3DT4H5M6.5S`. Parts never flow into each other. */
export function spanText(span: Span, style: TimeStyle): string {
  const years = Math.trunc(span.months / 12);
  const months = span.months % 12;
  return style === 'iso' ? isoSpan(years, months, span) : plainSpan(years, months, span);
}

function plainSpan(years: number, months: number, { days, time, units }: Span): string {
  const parts = [counted(years, 'year'), counted(months, 'month'), counted(days, 'day')].filter((part) => part !== '');
  if (time !== 0n || parts.length === 0) parts.push(timeText(time, units));
  return parts.join(' ');
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return Math.abs(count) === 1 ? `${count} ${noun}` : `${count} ${noun}s`;
}

function isoSpan(years: number, months: number, { days, time, units }: Span): string {
  const part = (count: number | bigint, letter: string) => (Number(count) === 0 ? '' : `${count}${letter}`);
  const sign = time < 0n ? '-' : '';
  const { seconds, fraction } = splitSeconds(time < 0n ? -time : time, units);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const clock = [
    hours === 0 ? '' : `${sign}${hours}H`,
    minutes === 0 ? '' : `${sign}${minutes}M`,
    seconds % 60 === 0 && fraction === 0 ? '' : `${sign}${seconds % 60}${fractionText(fraction, units)}S`,
  ].join('');
  const date = part(years, 'Y') + part(months, 'M') + part(days, 'D');
  return date + clock === '' ? 'PT0S' : `P${date}${clock === '' ? '' : `T${clock}`}`;
}

/** A duration: whole days apart from the clock, one sign for all. */
export function durationSpan(value: bigint, units: UnitsPerSecond): Span {
  const perDay = BigInt(DAY) * BigInt(units);
  return { months: 0, days: Number(value / perDay), time: value % perDay, units };
}
