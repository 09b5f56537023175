import { DateDay, Decimal, Field, FixedSizeBinary, Int64, TimestampMicrosecond, Uint64, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { readBoolean, readDecimal, readFloat, readHex, readInteger } from '../../../src/server/tables/values/numbers';
import { readDate, readTime, readTimestamp } from '../../../src/server/tables/values/times';
import { encodeRows } from '../../../src/server/tables/encodeRows';
import { textsOf } from '../../sample/tables/texts';
import { random as seeded } from '../support/random';

describe('Numbers that people write', () => {
  it('are exact at the ends of their types', () => {
    expect(readInteger('-9223372036854775808', -(2n ** 63n), 2n ** 63n - 1n)).toBe(-9223372036854775808n);
    expect(() => readInteger('9223372036854775808', -(2n ** 63n), 2n ** 63n - 1n)).toThrow('is not between -9223372036854775808 and 9223372036854775807');
    expect(readInteger(' +1_000 ', 0n, 1000n)).toBe(1000n);
  });

  it('are refused where they are none', () => {
    for (const text of ['', '1.0', '1e3', '0x10', 'ten', '--1']) expect(() => readInteger(text, -10n, 10n), text).toThrow('is not a whole number');
    for (const text of ['', '.', '1,5', '1e', 'one']) expect(() => readFloat(text), text).toThrow('is not a number');
    expect(() => readBoolean('maybe')).toThrow('neither true nor false');
  });

  it('keep every digit of a decimal, and are never rounded', () => {
    expect(readDecimal('12345678901234567890.123456789', 38, 9)).toBe(12345678901234567890123456789n);
    expect(readDecimal('-1.5e2', 10, 2)).toBe(-15000n);
    expect(readDecimal('1.10', 10, 1)).toBe(11n);
    expect(() => readDecimal('1.11', 10, 1)).toThrow('more than 1 digit behind the point');
    expect(() => readDecimal('100.00', 4, 2)).toThrow('more than 2 digits before the point');
    expect(() => readDecimal('1e9999', 10, 2)).toThrow('before the point');
  });

  it('take the words for what is no finite number', () => {
    expect(readFloat('NaN')).toBeNaN();
    expect(readFloat('-Infinity')).toBe(-Infinity);
    expect(readFloat('.5')).toBe(0.5);
  });

  it('read bytes as pairs of digits', () => {
    expect(readHex('0xDE ad')).toEqual(Uint8Array.of(0xde, 0xad));
    expect(() => readHex('abc')).toThrow('pairs of hexadecimal digits');
  });
});

describe('Times that people write', () => {
  it('are days of the calendar', () => {
    expect(readDate('1970-01-02')).toBe(1);
    expect(readDate('2024-02-29')).toBe(19782);
    expect(() => readDate('2023-02-29')).toThrow('not a day of the calendar');
    expect(() => readDate('29.2.2024')).toThrow('is not a date');
  });

  it('keep nanoseconds, and are refused where the type is coarser', () => {
    expect(readTimestamp('2024-02-29 12:34:56.123456789', 1e9, undefined)).toBe(1709210096123456789n);
    expect(() => readTimestamp('2024-02-29 12:34:56.1234', 1e3, undefined)).toThrow('finer than the column');
    expect(readTimestamp('2024-02-29 12:34:56.1230', 1e3, undefined)).toBe(1709210096123n);
    expect(readTime('23:59:59.5', 1e6)).toBe(86399500000n);
    expect(() => readTime('24:00', 1)).toThrow('not a time of day');
  });

  it('are read in the zone in which they are shown, and by their own offset where they have one', () => {
    const winter = readTimestamp('2024-01-15 12:00:00', 1, 'Europe/Berlin');
    expect(winter).toBe(BigInt(Date.UTC(2024, 0, 15, 11) / 1000));
    expect(readTimestamp('2024-07-15 12:00:00', 1, 'Europe/Berlin')).toBe(BigInt(Date.UTC(2024, 6, 15, 10) / 1000));
    expect(readTimestamp('2024-07-15T12:00:00-05:30', 1, 'Europe/Berlin')).toBe(BigInt(Date.UTC(2024, 6, 15, 17, 30) / 1000));
    expect(readTimestamp('2024-07-15T12:00:00Z', 1, 'Europe/Berlin')).toBe(BigInt(Date.UTC(2024, 6, 15, 12) / 1000));
    expect(() => readTimestamp('2024-07-15T12:00:00Z', 1, undefined)).toThrow('the column has none');
  });

  it('take the first of two equal wall clocks when clocks are set back', () => {
    expect(readTimestamp('2024-10-27 02:30:00', 1, 'Europe/Berlin')).toBe(BigInt(Date.UTC(2024, 9, 27, 0, 30) / 1000));
  });
});

describe('Rows that people write', () => {
  const fields = [
    new Field('id', new Int64(), false),
    new Field('size', new Uint64(), true),
    new Field('amount', new Decimal(4, 38, 128), true),
    new Field('name', new Utf8(), true),
    new Field('day', new DateDay(), true),
    new Field('at', new TimestampMicrosecond(), true),
    new Field('tag', new FixedSizeBinary(4), true),
  ];

  it('come back as they were written, by another reader', () => {
    const seed = 20240229;
    const below = seeded(seed);
    const random = (): number => below(1_000_000) / 1_000_000;
    const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('').replace(/^0+(?=\d)/u, '');
    const rows = Array.from({ length: 300 }, () => [
      `${random() < 0.5 ? '-' : ''}${1 + Math.floor(random() * 1e15)}`,
      random() < 0.1 ? null : digits(18),
      random() < 0.1 ? null : `${1 + Number(digits(9))}.${digits(4).padEnd(4, '0')}`,
      random() < 0.1 ? null : `text ${digits(3)} ä🙂`,
      `${1900 + Math.floor(random() * 200)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
      `20${10 + Math.floor(random() * 80)}-05-05 0${Math.floor(random() * 10)}:11:12.${1 + Math.floor(random() * 9)}`.concat('00'),
      null,
    ]);
    const read = textsOf(encodeRows(fields, rows, 'UTC', 'Could not write'));
    expect(read, `seed ${seed}`).toEqual(rows);
  });

  it('name the row and the column of a value that does not fit', () => {
    expect(() => encodeRows(fields.slice(0, 1), [['1'], ['x']], 'UTC', 'Could not write')).toThrow('Row 2, `id`: “x” is not a whole number.');
  });
});
