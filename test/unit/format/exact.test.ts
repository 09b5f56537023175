import { describe, expect, it } from 'vitest';
import { decimalText, doubleText, floatText, halfText, halfToNumber, roundToHalf, signedFromWords } from '../../../src/core/format/exact';
import { CASES, Random } from './random';

function wordsOf(value: bigint, words: number): Uint32Array {
  return Uint32Array.from({ length: words }, (_, word) => Number((value >> BigInt(32 * word)) & 0xffff_ffffn));
}

describe('signedFromWords', () => {
  it.each([1, 2, 4, 8])('reads integers of %i words, the extremes and random ones', (words) => {
    const random = new Random(words);
    const top = 1n << BigInt(32 * words - 1);
    const values = [0n, 1n, -1n, top - 1n, -top, ...Array.from({ length: CASES }, () => random.signed(32 * words))];
    for (const value of values) expect(signedFromWords(wordsOf(value, words))).toBe(value);
  });

  it('reads signed words the same as unsigned ones', () => {
    expect(signedFromWords(Int32Array.of(-1, -1))).toBe(-1n);
    expect(signedFromWords(Int32Array.of(-1, 0))).toBe(4_294_967_295n);
  });
});

describe('decimalText', () => {
  it.each([
    [0n, 0, '0'],
    [0n, 2, '0.00'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [-1234n, 2, '-12.34'],
    [10_000n, 4, '1.0000'],
    [12n, -3, '12000'],
    [-12n, -1, '-120'],
    [0n, -4, '0'],
    [10n ** 76n - 1n, 38, `${'9'.repeat(38)}.${'9'.repeat(38)}`],
  ])('shows %s · 10^-%s as %s', (unscaled, scale, text) => {
    expect(decimalText(unscaled, scale)).toBe(text);
  });

  it('keeps every digit: the text read back is the value', () => {
    const random = new Random(7);
    for (let i = 0; i < CASES; i++) {
      const unscaled = random.signed(256);
      const scale = random.int(-5, 76);
      const text = decimalText(unscaled, scale);
      const point = text.indexOf('.');
      expect(point < 0 ? 0 : text.length - point - 1).toBe(Math.max(scale, 0));
      const digits = BigInt(text.replace('.', ''));
      expect(scale < 0 ? digits : digits).toBe(scale < 0 ? unscaled * 10n ** BigInt(-scale) : unscaled);
    }
  });
});

describe('floats', () => {
  it.each([
    [0.1, '0.1'],
    [0.3, '0.3'],
    [16_777_216, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.401298464324817e-45, '1e-45'],
    [1.1754943508222875e-38, '1.1754944e-38'],
    [2 ** -44, '5.684342e-14'],
    [-0, '-0'],
    [Infinity, 'Infinity'],
    [NaN, 'NaN'],
  ])('shows the float32 nearest to %s as %s', (value, text) => {
    expect(floatText(Math.fround(value))).toBe(text);
  });

  it('gives digits that read back as the same float32, and no shorter ones do', () => {
    const random = new Random(11);
    const view = new DataView(new ArrayBuffer(4));
    const powers = Array.from({ length: 255 }, (_, exponent) => (exponent << 23) >>> 0);
    const bits = [...powers, ...Array.from({ length: CASES }, () => random.int(0, 0xffff_ffff))];
    for (const word of bits) {
      view.setUint32(0, word);
      const value = view.getFloat32(0);
      if (!Number.isFinite(value)) continue;
      const text = floatText(value);
      expect(Math.fround(Number(text))).toBe(value);
      expect(significantDigits(text), text).toBe(fewestDigits(value, Math.fround));
    }
  });

  it('shows all 65,536 half floats with digits that read back, and no shorter ones do', () => {
    const wrong: string[] = [];
    for (let bits = 0; bits < 0x1_0000; bits++) {
      const value = halfToNumber(bits);
      const text = halfText(value);
      const readsBack = Object.is(Number.isFinite(value) ? roundToHalf(Number(text)) : Number(text), value);
      const asked = Number.isFinite(value) && (bits % 97 === 0 || (bits & 0x3ff) === 0);
      if (!readsBack || (asked && significantDigits(text) !== fewestDigits(value, roundToHalf))) wrong.push(`${bits}: ${text}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x0001, 5.960464477539063e-8],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('reads the half %i as %s', (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });

  it('rounds to halves with ties to even, and to infinity beyond the last', () => {
    expect(roundToHalf(2049)).toBe(2048);
    expect(roundToHalf(2051)).toBe(2052);
    expect(roundToHalf(65_519)).toBe(65_504);
    expect(roundToHalf(65_520)).toBe(Infinity);
  });

  it('keeps the sign of a negative zero in doubles', () => {
    expect(doubleText(-0)).toBe('-0');
    expect(doubleText(1e21)).toBe('1e+21');
    expect(doubleText(0.1 + 0.2)).toBe('0.30000000000000004');
  });
});

function significantDigits(text: string): number {
  const digits = text.replace(/e.*$/u, '').replace(/[-.]/gu, '').replace(/^0+/u, '').replace(/0+$/u, '');
  return Math.max(digits.length, 1);
}

/** By trying the decimals of each length on both sides of the value. */
function fewestDigits(value: number, round: (value: number) => number): number {
  if (value === 0) return 1;
  for (let digits = 1; digits < 17; digits++) {
    const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential(digits - 1).split('e');
    const whole = BigInt(mantissa.replace('.', ''));
    for (const near of [whole - 1n, whole, whole + 1n]) {
      if (round(Number(`${near}e${Number(exponent) - digits + 1}`)) === Math.abs(value)) return digits;
    }
  }
  return 17;
}
