/** Dates and times of ksqlDB's texts (SqlTimeTypes.java), read from bytes. `undefined` where the text is none. */

const DAY_MS = 86_400_000;
const MINUS = 0x2d;
const COLON = 0x3a;

/** `yyyy-MM-dd` as days since 1970; years beyond 9999 have a sign before them. */
export function dateOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  const negative = bytes[start] === MINUS;
  const first = negative || bytes[start] === 0x2b ? start + 1 : start;
  const yearEnd = end - 6;
  if (yearEnd - first < 4 || yearEnd - first > 9 || bytes[yearEnd] !== MINUS || bytes[end - 3] !== MINUS) return undefined;
  const [year, month, day] = [digits(bytes, first, yearEnd), digits(bytes, yearEnd + 1, end - 3), digits(bytes, end - 2, end)];
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(negative ? -year : year, month)) return undefined;
  return daysSince1970(negative ? -year : year, month, day);
}

/** `HH:mm`, `HH:mm:ss` or with a fraction, as milliseconds of the day. */
export function timeOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < 5 || bytes[start + 2] !== COLON) return undefined;
  const [hour, minute] = [digits(bytes, start, start + 2), digits(bytes, start + 3, start + 5)];
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return undefined;
  const minutes = (hour * 60 + minute) * 60_000;
  if (end - start === 5) return minutes;
  if (end - start < 8 || bytes[start + 5] !== COLON) return undefined;
  const second = digits(bytes, start + 6, start + 8);
  if (second < 0 || second > 59) return undefined;
  if (end - start === 8) return minutes + second * 1000;
  if (bytes[start + 8] !== 0x2e || end - start > 18 || end - start < 10) return undefined;
  const fraction = digits(bytes, start + 9, end);
  if (fraction < 0) return undefined;
  const places = end - start - 9;
  return minutes + second * 1000 + Math.floor(places <= 3 ? fraction * 10 ** (3 - places) : fraction / 10 ** (places - 3));
}

/** `yyyy-MM-ddTHH:mm:ss.SSS`, UTC, as milliseconds since 1970. */
export function timestampOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  // A year may have more than four digits.
  let split = start + 10;
  while (split < end && bytes[split] !== 0x54 && bytes[split] !== 0x20) split += 1;
  if (split >= end) return undefined;
  const days = dateOf(bytes, start, split);
  const ms = timeOf(bytes, split + 1, bytes[end - 1] === 0x5a ? end - 1 : end);
  return days === undefined || ms === undefined ? undefined : days * DAY_MS + ms;
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the proleptic Gregorian calendar, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
