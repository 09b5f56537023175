import { civilFromDays, daysFromCivil } from '../../../core/format/calendar';
import { makeZone, type Zone } from '../../../core/format/zone';
import { BadValue, shortly } from './badValue';

const DAY = 86_400;

/** Days since 1970. @throws BadValue */
export function readDate(text: string): number {
  const [, year, month, day, bc] = /^\s*([+-]?\d{1,6})-(\d{1,2})-(\d{1,2})( BC)?\s*$/u.exec(text) ?? [];
  if (year === undefined) throw new BadValue(`${shortly(text)} is not a date such as 2024-01-31.`);
  return days(text, bc === undefined ? Number(year) : 1 - Number(year), Number(month), Number(day));
}

/** A time of day in units of a second. @throws BadValue */
export function readTime(text: string, unitsPerSecond: number): bigint {
  const match = /^\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*$/u.exec(text);
  if (!match) throw new BadValue(`${shortly(text)} is not a time such as 12:30:00.`);
  return clock(text, match.slice(1), unitsPerSecond);
}

/**
 * An instant in units of a second since 1970. Where the type has a time zone and the text names no offset, the text is read in `displayZone`,
 * as it is shown; a type without one takes the wall clock as it stands. @throws BadValue
 */
export function readTimestamp(text: string, unitsPerSecond: number, displayZone: string | undefined): bigint {
  const match = /^\s*([+-]?\d{1,6})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?( BC)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?\s*$/iu.exec(text);
  if (!match) throw new BadValue(`${shortly(text)} is not a time such as 2024-01-31 12:30:00.`);
  const [, year = '', month, day, hour = '0', minute = '00', second, fraction, bc, offset] = match;
  const date = days(text, bc === undefined ? Number(year) : 1 - Number(year), Number(month), Number(day));
  const units = BigInt(unitsPerSecond);
  const local = BigInt(date) * BigInt(DAY) * units + clock(text, [hour, minute, second, fraction], unitsPerSecond);
  if (displayZone === undefined) {
    if (offset !== undefined) throw new BadValue(`${shortly(text)} names a time zone, and the column has none.`);
    return within(text, local);
  }
  const wall = date * DAY + Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0);
  const shift = offset === undefined ? offsetOfWall(makeZone(displayZone), wall) : offsetSeconds(offset);
  return within(text, local - BigInt(shift) * units);
}

function offsetSeconds(offset: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/u.exec(offset) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** The offset that a wall clock has; where it is shown twice (clocks set back) the first. */
function offsetOfWall(zone: Zone, wall: number): number {
  const before = zone.offsetAt(wall - DAY);
  if (zone.offsetAt(wall - before) === before) return before;
  return zone.offsetAt(wall - zone.offsetAt(wall + DAY));
}

function within(text: string, value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new BadValue(`${shortly(text)} is outside the range of the column's type.`);
  return value;
}

function days(text: string, year: number, month: number, day: number): number {
  const found = daysFromCivil({ year, month, day });
  const back = civilFromDays(found);
  if (back.month !== month || back.day !== day) throw new BadValue(`${shortly(text)} is not a day of the calendar.`);
  return found;
}

function clock(text: string, [hours = '0', minutes = '0', seconds = '0', fraction = '']: readonly (string | undefined)[], unitsPerSecond: number): bigint {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw new BadValue(`${shortly(text)} is not a time of day.`);
  const digits = Math.log10(unitsPerSecond);
  if (/[1-9]/u.test(fraction.slice(digits))) throw new BadValue(`${shortly(text)} is finer than the column's type, which holds ${digits === 0 ? 'whole seconds' : `${digits} digits behind the second`}.`);
  return BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * BigInt(unitsPerSecond) + BigInt(fraction.slice(0, digits).padEnd(digits, '0') || '0');
}
