import { BadValue, shortly } from './badValue';

/** Whole numbers of any size. @throws BadValue */
export function readInteger(text: string, least: bigint, most: bigint): bigint {
  const trimmed = text.trim().replaceAll('_', '');
  if (!/^[+-]?\d{1,90}$/u.test(trimmed)) throw new BadValue(`${shortly(text)} is not a whole number.`);
  const value = BigInt(trimmed.replace(/^\+/u, ''));
  if (value < least || value > most) throw new BadValue(`${shortly(text)} is not between ${least} and ${most}.`);
  return value;
}

const WORDS: Readonly<Record<string, number>> = { nan: Number.NaN, infinity: Infinity, inf: Infinity, '+infinity': Infinity, '+inf': Infinity, '-infinity': -Infinity, '-inf': -Infinity };

/** @throws BadValue */
export function readFloat(text: string): number {
  const trimmed = text.trim().toLowerCase();
  const word = WORDS[trimmed];
  if (word !== undefined) return word;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/u.test(trimmed)) throw new BadValue(`${shortly(text)} is not a number.`);
  return Number(trimmed);
}

/** Exactly: digits that the scale has no room for are refused, never rounded. @throws BadValue */
export function readDecimal(text: string, precision: number, scale: number): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/u.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') throw new BadValue(`${shortly(text)} is not a number.`);
  const shift = Number(exponent) - fraction.length + scale;
  let unscaled = BigInt(whole + fraction);
  if (shift >= 0) unscaled *= 10n ** BigInt(Math.min(shift, 100));
  else {
    const divisor = 10n ** BigInt(Math.min(-shift, 5_000));
    if (unscaled % divisor !== 0n) throw new BadValue(`${shortly(text)} has more than ${scale} ${scale === 1 ? 'digit' : 'digits'} behind the point.`);
    unscaled /= divisor;
  }
  if (unscaled >= 10n ** BigInt(precision)) throw new BadValue(`${shortly(text)} has more than ${precision - scale} ${precision - scale === 1 ? 'digit' : 'digits'} before the point.`);
  return sign === '-' ? -unscaled : unscaled;
}

/** @throws BadValue */
export function readBoolean(text: string): boolean {
  switch (text.trim().toLowerCase()) {
    case 'true':
    case 't':
    case '1':
    case 'yes':
      return true;
    case 'false':
    case 'f':
    case '0':
    case 'no':
      return false;
    default:
      throw new BadValue(`${shortly(text)} is neither true nor false.`);
  }
}

/** Pairs of hexadecimal digits, with spaces between them or not. @throws BadValue */
export function readHex(text: string): Uint8Array {
  const digits = text.replace(/^\s*(?:0x|\\x)/iu, '').replaceAll(/\s/gu, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/iu.test(digits)) throw new BadValue(`${shortly(text)} is not made of pairs of hexadecimal digits.`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}
