import { JsonError, type JsonCursor } from './jsonCursor';

const TWO_32 = 4_294_967_296;
const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
/** Digits whose number a double always holds. */
const EXACT_DIGITS = 15;

/** Powers of ten that a double holds exactly. */
export const POWERS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The end of the number at the cursor. @throws Incomplete where it may go on, JsonError where there is none */
export function numberEnd(from: JsonCursor): number {
  const { bytes, at: start } = from;
  let at = start;
  let byte = bytes[at] ?? 0;
  while ((byte >= ZERO && byte <= 0x39) || byte === MINUS || byte === DOT || byte === 0x2b || byte === 0x45 || byte === 0x65) byte = bytes[++at] ?? 0;
  if (at >= from.end) {
    from.at = from.end;
    throw from.stop('a number');
  }
  if (at === start) throw from.stop('a number');
  return at;
}

/** Writes a whole number of up to 19 digits as two's complement halves at `place`. @throws Incomplete, JsonError */
export function readInt64(from: JsonCursor, values: Int32Array, place: number): void {
  const { bytes } = from;
  let { at } = from;
  const negative = bytes[at] === MINUS;
  if (negative) at += 1;
  const first = at;
  const most = first + EXACT_DIGITS;
  let value = 0;
  let digit = (bytes[at] ?? 0) - ZERO;
  while (digit >= 0 && digit <= 9 && at < most) {
    value = value * 10 + digit;
    digit = (bytes[++at] ?? 0) - ZERO;
  }
  // Digits beyond those that a double holds are counted apart.
  let rest = 0;
  let scale = 1;
  while (digit >= 0 && digit <= 9) {
    rest = rest * 10 + digit;
    scale *= 10;
    digit = (bytes[++at] ?? 0) - ZERO;
    if (scale > 10_000) throw new JsonError('a number is larger than BIGINT holds');
  }
  const stopped = bytes[at] ?? 0;
  if (at === first || at >= from.end || stopped === DOT || stopped === 0x45 || stopped === 0x65) {
    from.at = at;
    throw from.stop('a whole number');
  }
  from.at = at;
  if (scale === 1) {
    if (negative) value = -value;
    values[place] = value;
    values[place + 1] = Math.floor(value / TWO_32);
    return;
  }
  const low = (value % TWO_32) * scale + rest;
  storeHalves(values, place, low % TWO_32, Math.floor(value / TWO_32) * scale + Math.floor(low / TWO_32), negative);
}

/** @param low and high of the number without its sign */
function storeHalves(values: Int32Array, place: number, low: number, high: number, negative: boolean): void {
  const limit = 0x8000_0000;
  if (high > limit || (high === limit && !(negative && low === 0))) throw new JsonError('a number is larger than BIGINT holds');
  // `| 0` wraps as two's complement does.
  values[place] = negative ? -low : low;
  values[place + 1] = negative ? -high - (low === 0 ? 0 : 1) : high;
}

/** The double at the cursor, correctly rounded. @throws Incomplete, JsonError */
export function readDouble(from: JsonCursor): number {
  const { bytes } = from;
  let { at } = from;
  const negative = bytes[at] === MINUS;
  if (negative) at += 1;
  const first = at;
  let value = 0;
  let dot = -1;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= 0x39) value = value * 10 + (byte - ZERO);
    else if (byte === DOT && dot < 0) dot = at;
    else break;
    at += 1;
  }
  const digits = at - first - (dot < 0 ? 0 : 1);
  const stopped = bytes[at] ?? 0;
  // Up to 15 digits and a power of ten that is exact: one division, rounded once.
  if (digits > 0 && digits <= EXACT_DIGITS && stopped !== 0x45 && stopped !== 0x65 && at < from.end) {
    const fraction = dot < 0 ? 0 : at - dot - 1;
    from.at = at;
    const exact = value / (POWERS[fraction] ?? 1);
    return negative ? -exact : exact;
  }
  const end = numberEnd(from);
  const text = from.bytes.toString('latin1', from.at, end);
  const number = Number(text);
  if (Number.isNaN(number)) throw from.stop('a number');
  from.at = end;
  return number;
}

/** A decimal's digits, scaled to a whole number. `exact`: refuses digits beyond the scale that are not 0; else they are rounded half up. @throws JsonError */
export function decimalOf(text: string, precision: number, scale: number, exact: boolean): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/u.exec(text);
  if (!parts) throw new JsonError(`“${text.slice(0, 60)}” is no decimal number`);
  const [, sign, whole = '', fraction = '', power = '0'] = parts;
  const shift = scale - fraction.length + Number(power);
  // An exponent must not make a number of thousands of digits.
  if (shift > precision && /[1-9]/u.test(whole + fraction)) throw new JsonError(`“${text.slice(0, 60)}” does not fit DECIMAL(${precision}, ${scale})`);
  const digits = BigInt(whole + fraction);
  const value = shift >= 0 ? digits * 10n ** BigInt(Math.min(shift, precision)) : shortened(digits, -shift, exact, text);
  if (value >= 10n ** BigInt(precision)) throw new JsonError(`“${text.slice(0, 60)}” does not fit DECIMAL(${precision}, ${scale})`);
  return sign === '-' ? -value : value;
}

function shortened(digits: bigint, places: number, exact: boolean, text: string): bigint {
  const by = 10n ** BigInt(places);
  if (exact && digits % by !== 0n) throw new JsonError(`“${text.slice(0, 60)}” has more decimal places than its type`);
  return (digits + by / 2n) / by;
}
