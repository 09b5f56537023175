import { describe, expect, it } from 'vitest';
import { civilFromDays, daysFromCivil } from '../../../src/core/format/calendar';
import { date32Text, dateText, durationSpan, offsetText, packedTimetzText, spanText, timestampText, timeText, type UnitsPerSecond } from '../../../src/core/format/time';
import { makeZone } from '../../../src/core/format/zone';
import { CASES, Random } from './random';

const DAY_MS = 86_400_000;

describe('the calendar', () => {
  it('agrees with the platform on every day it knows, sampled, and goes back to the same day', () => {
    const random = new Random(1);
    for (let i = 0; i < CASES; i++) {
      const days = random.int(-99_999_999, 99_999_999);
      const date = new Date(days * DAY_MS);
      const civil = civilFromDays(days);
      expect(civil).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
      expect(daysFromCivil(civil)).toBe(days);
    }
  });

  it('goes beyond what the platform knows', () => {
    expect(civilFromDays(daysFromCivil({ year: 5_881_580, month: 7, day: 11 }))).toEqual({ year: 5_881_580, month: 7, day: 11 });
    expect(civilFromDays(106_751_991_167_300)).toMatchObject({ year: 292_277_026_596, month: 12, day: 4 });
  });
});

describe('dates', () => {
  it.each([
    [0, '1970-01-01', '1970-01-01'],
    [-719_162, '0001-01-01', '0001-01-01'],
    [-719_163, '0001-12-31 BC', '0000-12-31'],
    [-719_528 - 365, '0002-01-01 BC', '-000001-01-01'],
    [2_932_896, '9999-12-31', '9999-12-31'],
    [2_932_897, '10000-01-01', '+010000-01-01'],
    [2_147_483_647, 'infinity', 'infinity'],
    [-2_147_483_647, '-infinity', '-infinity'],
    [-2_147_483_648, '5877642-06-23 BC', '-5877641-06-23'],
  ])('shows day %i as %s, for machines as %s', (days, plain, iso) => {
    expect(date32Text(days, 'plain')).toBe(plain);
    expect(date32Text(days, 'iso')).toBe(iso);
  });

  it('writes ISO dates that the platform reads as the same day', () => {
    const random = new Random(2);
    for (let i = 0; i < CASES; i++) {
      const days = random.int(-99_999_999, 99_999_999);
      expect(Date.parse(dateText(days, 'iso'))).toBe(days * DAY_MS);
    }
  });
});

describe('timestamps', () => {
  const wall = (units: UnitsPerSecond) => ({ units, style: 'plain', offsets: true, infinities: true }) as const;

  it.each([
    [0n, 1, '1970-01-01 00:00:00'],
    [-1n, 1_000_000, '1969-12-31 23:59:59.999999'],
    [-1n, 1_000_000_000, '1969-12-31 23:59:59.999999999'],
    [1_700_000_000_123_456_789n, 1_000_000_000, '2023-11-14 22:13:20.123456789'],
    [1_700_000_000_120n, 1000, '2023-11-14 22:13:20.120'],
    [1_700_000_000_000_000n, 1_000_000, '2023-11-14 22:13:20'],
    [1_700_000_000_123_000n, 1_000_000, '2023-11-14 22:13:20.123'],
    [9_223_372_036_854_775_806n, 1_000_000, '294247-01-10 04:00:54.775806'],
    [9_223_372_036_854_775_807n, 1_000_000, 'infinity'],
    [-9_223_372_036_854_775_807n, 1_000_000, '-infinity'],
    [-9_223_372_036_854_775_808n, 1_000_000_000, '1677-09-21 00:12:43.145224192'],
    [-62_198_755_200n, 1, '0002-01-01 00:00:00 BC'],
  ] as const)('shows %s of %i a second as %s', (value, units, text) => {
    expect(timestampText(value, wall(units))).toBe(text);
  });

  it('keeps the greatest nanosecond as a moment where it is not an infinity', () => {
    expect(timestampText(9_223_372_036_854_775_807n, { ...wall(1_000_000_000), infinities: false })).toBe('2262-04-11 23:47:16.854775807');
  });

  it('writes ISO texts that the platform reads as the same moment, with every digit behind', () => {
    const random = new Random(3);
    const zone = makeZone('UTC');
    for (let i = 0; i < CASES; i++) {
      const nanos = random.signed(63);
      const text = timestampText(nanos, { units: 1_000_000_000, style: 'iso', zone, offsets: true, infinities: false });
      const [, head = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/u.exec(text) ?? [];
      expect(BigInt(Date.parse(`${head}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))).toBe(nanos);
    }
  });
});

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', 1_700_000_000, '2023-11-14 23:13:20+01:00'],
    ['Europe/Berlin', 1_690_000_000, '2023-07-22 06:26:40+02:00'],
    ['America/St_Johns', 1_700_000_000, '2023-11-14 18:43:20-03:30'],
    ['Asia/Kathmandu', 1_700_000_000, '2023-11-15 03:58:20+05:45'],
    ['UTC', 1_700_000_000, '2023-11-14 22:13:20+00:00'],
    ['+05:30', 1_700_000_000, '2023-11-15 03:43:20+05:30'],
    ['Not/AZone', 1_700_000_000, '2023-11-14 22:13:20+00:00'],
  ])('shows a moment in %s', (name, seconds, text) => {
    expect(timestampText(BigInt(seconds), { units: 1, style: 'plain', zone: makeZone(name), offsets: true, infinities: true })).toBe(text);
  });

  it('leaves the offset out where it is told once elsewhere', () => {
    const format = { units: 1, style: 'plain', zone: makeZone('Europe/Berlin'), offsets: false, infinities: true } as const;
    expect(timestampText(1_700_000_000n, format)).toBe('2023-11-14 23:13:20');
  });

  it('changes the offset in the very second of the change', () => {
    const zone = makeZone('Europe/Berlin');
    const change = Date.UTC(2023, 2, 26, 1) / 1000;
    expect([change - 1, change, change + 1].map((at) => zone.offsetAt(at))).toEqual([3600, 7200, 7200]);
    expect(zone.offsetAt(Date.UTC(2023, 9, 29, 1) / 1000 - 1)).toBe(7200);
    expect(zone.offsetAt(Date.UTC(2023, 9, 29, 1) / 1000)).toBe(3600);
  });

  it.each(['Europe/Dublin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Tehran', 'Pacific/Apia', 'Antarctica/Troll', 'America/Caracas'])('agrees with the platform in %s', (name) => {
    const random = new Random(name.length);
    const zone = makeZone(name);
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    for (let i = 0; i < CASES / 8; i++) {
      const seconds = random.int(-2_000_000_000, 4_000_000_000);
      const parts = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
      const local = Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']) / 1000;
      expect(zone.offsetAt(seconds), String(seconds)).toBe(local - seconds);
    }
  });

  it('answers for years that the platform does not know', () => {
    expect(makeZone('Europe/Berlin').offsetAt(9e15)).toBeTypeOf('number');
    expect(timestampText(9_000_000_000_000_000n, { units: 1, style: 'plain', zone: makeZone('Europe/Berlin'), offsets: true, infinities: true })).toMatch(/^285200616-/u);
  });

  it('writes offsets with seconds only where there are any', () => {
    expect([0, 3600, -12_600, 1172].map((seconds) => offsetText(seconds, 'plain'))).toEqual(['+00:00', '+01:00', '-03:30', '+00:19:32']);
    expect(offsetText(0, 'iso')).toBe('Z');
  });
});

describe('times of day', () => {
  it.each([
    [0n, 1, '00:00:00'],
    [86_399_999_999_999n, 1_000_000_000, '23:59:59.999999999'],
    [86_400_000_000n, 1_000_000, '24:00:00'],
    [-1n, 1000, '-00:00:00.001'],
  ] as const)('shows %s of %i a second as %s', (value, units, text) => {
    expect(timeText(value, units)).toBe(text);
  });

  it.each([
    [0, '12:34:56.789', '+00:00'],
    [19_800, '00:00:00', '+05:30'],
    [-57_599, '24:00:00', '-15:59:59'],
  ])('reads a packed time with the offset %i', (offset, clock, shown) => {
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    const micros = BigInt(Math.round((hours * 3600 + minutes * 60 + seconds) * 1_000_000));
    const packed = BigInt.asIntN(64, (micros << 24n) | BigInt(57_599 - offset));
    expect(packedTimetzText(packed, 'plain')).toBe(clock + shown);
  });
});

describe('spans', () => {
  it.each([
    [{ months: 14, days: 3, time: 14_706_500_000n, units: 1_000_000 }, '1 year 2 months 3 days 04:05:06.500', 'P1Y2M3DT4H5M6.500S'],
    [{ months: -1, days: 1, time: -1n, units: 1000 }, '-1 month 1 day -00:00:00.001', 'P-1M1DT-0.001S'],
    [{ months: 0, days: 0, time: 0n, units: 1 }, '00:00:00', 'PT0S'],
    [{ months: 24, days: 0, time: 0n, units: 1 }, '2 years', 'P2Y'],
    [{ months: 0, days: -40, time: 0n, units: 1 }, '-40 days', 'P-40D'],
    [{ months: 0, days: 0, time: 360_000_000_000_001n, units: 1_000_000_000 }, '100:00:00.000000001', 'PT100H0.000000001S'],
    [{ months: 0, days: 0, time: 60n, units: 1 }, '00:01:00', 'PT1M'],
  ] as const)('shows %o', (span, plain, iso) => {
    expect(spanText(span, 'plain')).toBe(plain);
    expect(spanText(span, 'iso')).toBe(iso);
  });

  it('splits whole days from a duration', () => {
    expect(spanText(durationSpan(93_784_000n, 1000), 'plain')).toBe('1 day 02:03:04');
    expect(spanText(durationSpan(-93_784_000n, 1000), 'plain')).toBe('-1 day -02:03:04');
    expect(spanText(durationSpan(-9_223_372_036_854_775_808n, 1_000_000_000), 'plain')).toBe('-106751 days -23:47:16.854775808');
  });
});
