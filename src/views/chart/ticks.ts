import type { AxisEnds } from '../../protocol/resultsCharts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Milliseconds between two marks of a clock or a duration. */
export const CLOCK_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 240 * HOUR, 2_400 * HOUR, 24_000 * HOUR];

const DAY = 24 * HOUR;
const DATE = '\n{YYYY}-{MM}-{DD}';
/**
 * What marks of a time axis say, by the milliseconds between two of them: as everywhere else, the largest part first and 24 hours a day.
 * Then, what is added below where the year, the month, the day, the hour, the minute or the second begins (see uPlot's `Axis.values`).
 */
export const TIME_LABELS: (string | number | null)[][] = [
  [365 * DAY, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * DAY, '{YYYY}-{MM}', null, null, null, null, null, null, 1],
  [DAY, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [MINUTE, '{HH}:{mm}', DATE, null, DATE, null, null, null, 1],
  [SECOND, '{HH}:{mm}:{ss}', DATE, null, DATE, null, null, null, 1],
  [0.001, ':{ss}.{fff}', `${DATE} {HH}:{mm}`, null, `${DATE} {HH}:{mm}`, null, '\n{HH}:{mm}', null, 1],
];

/** Milliseconds of a day, or of any length, as hours, minutes and seconds. */
export function clockText(millis: number): string {
  const whole = Math.abs(millis);
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = whole % SECOND;
  const seconds = `${pad((whole / SECOND) % 60)}${rest > 0 ? `.${String(Math.round(rest)).padStart(3, '0')}` : ''}`;
  return `${millis < 0 ? '-' : ''}${pad(whole / HOUR)}:${pad((whole / MINUTE) % 60)}:${seconds}`;
}

/** A place between values, for people: digits enough to tell it from its neighbours. */
export function placeLabel({ kind, zoned, min, max }: AxisEnds, place: number, timeZone: string): string {
  switch (kind) {
    case 'number':
      return Number.isInteger(place) ? place.toLocaleString('en-US', { maximumFractionDigits: 0 }) : String(Number(place.toPrecision(7)));
    case 'clock':
    case 'duration':
      return clockText(place);
    case 'time': {
      if (Math.abs(place) > 8.64e15) return String(place);
      const text = zonedText(new Date(place), zoned ? timeZone : 'UTC');
      return max - min > 10_000 ? text.replace(/\.000$/u, '') : text;
    }
  }
}

/** As the grid writes times. */
function zonedText(date: Date, timeZone: string): string {
  const parts = new Map<string, string>(new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).formatToParts(date).map(({ type, value }): [string, string] => [type, value]));
  const part = (name: string): string => parts.get(name) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`;
}
