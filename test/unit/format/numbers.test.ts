import { describe, expect, it } from 'vitest';
import { formatBytes, formatBytesExact, formatCount, formatDuration, formatRate } from '../../../src/core/format/numbers';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [-1_204_331, '-1,204,331'],
    [18_446_744_073_709_551_615n, '18,446,744,073,709,551,615'],
  ])('counts %s as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1_048_575, '1 MiB'],
    [100_872_192, '96.2 MiB'],
    [1_125_899_906_842_624, '1 PiB'],
  ])('sizes %i as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('tells exact sizes', () => {
    expect([0, 1, 1024].map(formatBytesExact)).toEqual(['0 bytes', '1 byte', '1,024 bytes']);
  });

  it.each([
    [0.41, '0.41 ms'],
    [9.94, '9.94 ms'],
    [41.2, '41 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1840, '1.84 s'],
    [59_994, '60 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [3_599_999, '1 h'],
    [11_520_000, '3 h 12 min'],
    [187_200_000, '2 d 4 h'],
  ])('tells %f ms as %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });

  it('tells rates, and none where there is no time', () => {
    expect(formatRate(1_204_331, 1840)).toBe('655 k rows/s');
    expect(formatRate(50, 1000)).toBe('50 rows/s');
    expect(formatRate(3_000_000, 1000)).toBe('3 M rows/s');
    expect(formatRate(10, 0)).toBe('');
  });
});
