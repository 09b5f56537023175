/** Days since 1970 of `2026-02-27`; `undefined` where it is no date. */
export function daysOf(text: string): number | undefined {
  const { sign = '', year = '', month = '', day = '' } = /^(?<sign>-?)(?<year>\d{4,6})-(?<month>\d\d)-(?<day>\d\d)$/u.exec(text.trim())?.groups ?? {};
  if (year === '') return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(`${sign}${year}`), Number(month) - 1, Number(day));
  const right = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return right ? Math.round(date.getTime() / 86_400_000) : undefined;
}

export interface Instant {
  /** Nanoseconds since 1970; of the local time where there is no offset. */
  readonly nanoseconds: bigint;
  readonly hasOffset: boolean;
}

/** `2026-02-27 12:30:00.123456789+01:00`; the time, its seconds and the offset may be left out. */
export function instantOf(text: string): Instant | undefined {
  const match = /^(?<date>-?\d{4,6}-\d\d-\d\d)(?:[ T](?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,9}))?)?)?\s*(?<offset>Z|[+-]\d\d(?::?\d\d)?)?$/iu.exec(text.trim());
  const { date = '', hours = '00', minutes = '00', seconds = '00', fraction = '', offset } = match?.groups ?? {};
  const days = daysOf(date);
  if (!match || days === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds) - BigInt(offsetSeconds(offset));
  return { nanoseconds: whole * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')), hasOffset: offset !== undefined };
}

/** Nanoseconds since midnight of `12:30:00.5`. */
export function timeOf(text: string): bigint | undefined {
  const { hours, minutes, seconds = '00', fraction = '' } = /^(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,9}))?)?$/u.exec(text.trim())?.groups ?? {};
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return (BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds)) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function offsetSeconds(offset: string | undefined): number {
  const { sign, hours = '0', minutes = '0' } = /^(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)?$/u.exec(offset ?? '')?.groups ?? {};
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}
