import type { TextBytes } from './textBytes';

const ZERO = 0x30;
const MINUS = 0x2d;
const CHUNK = 100_000_000;
const CHUNK_DIGITS = 8;
/** Sign and digits of the longest exact whole number. */
const MOST_DIGITS = 17;
const WORD = 2 ** 32;

/** A whole number that a double holds exactly. */
export function writeWhole(value: number, out: TextBytes): void {
  out.room(MOST_DIGITS);
  const { bytes } = out;
  let rest = value;
  let at = out.length;
  if (rest < 0) {
    bytes[at++] = MINUS;
    rest = -rest;
  }
  // In parts of 32 bits: whole numbers of the processor are divided several times faster than doubles.
  const high = Math.floor(rest / CHUNK);
  const low = (rest - high * CHUNK) | 0;
  if (high === 0) at = putShort(low, bytes, at);
  else {
    const top = Math.floor(high / CHUNK);
    if (top === 0) at = putShort(high | 0, bytes, at);
    else {
      at = putShort(top | 0, bytes, at);
      at = putPadded((high - top * CHUNK) | 0, CHUNK_DIGITS, bytes, at);
    }
    at = putPadded(low, CHUNK_DIGITS, bytes, at);
  }
  out.length = at;
}

/** A 64-bit number from its two words. */
export function writeLong(low: number, high: number, signed: boolean, out: TextBytes): void {
  const top = signed ? high | 0 : high >>> 0;
  const value = top * WORD + (low >>> 0);
  if (Number.isSafeInteger(value)) writeWhole(value, out);
  else out.ascii(((BigInt(top) << 32n) | BigInt(low >>> 0)).toString());
}

/** The digits of a number below 10⁸, with zeros in front. Gives the place behind them. */
export function putPadded(value: number, digits: number, bytes: Uint8Array, at: number): number {
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    bytes[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

function putShort(value: number, bytes: Uint8Array, at: number): number {
  return putPadded(value, digitsOf(value), bytes, at);
}

function digitsOf(value: number): number {
  if (value < 10_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1_000 ? 3 : 4;
  return value < 1_000_000 ? (value < 100_000 ? 5 : 6) : value < 10_000_000 ? 7 : 8;
}
