/** Numbers as text without losing a digit. */

/** A two's complement integer of any width from its 32-bit words, least significant first. */
export function signedFromWords(words: Int32Array | Uint32Array): bigint {
  const top = words.length - 1;
  let value = BigInt((words[top] ?? 0) | 0);
  for (let i = top - 1; i >= 0; i--) value = (value << 32n) | BigInt((words[i] ?? 0) >>> 0);
  return value;
}

/** `unscaled · 10^-scale` as plain digits, always with `scale` decimals; a negative scale appends zeros. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  if (scale < 0) return unscaled === 0n ? '0' : unscaled.toString() + '0'.repeat(-scale);
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The value of a half float's 16 bits. Every half is exact as a double. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest half float, ties to even. */
export function roundToHalf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const unit = 2 ** (exponent - 10);
  const steps = value / unit;
  const below = Math.floor(steps);
  const rest = steps - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = (up ? below + 1 : below) * unit;
  return Math.abs(rounded) >= 65_536 ? Math.sign(value) * Infinity : rounded;
}

export function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shortest digits that read back as the same float32. `value` must be a float32. */
export function floatText(value: number): string {
  return shortest(value, Math.fround, 2 ** -126, 6, 9);
}

/** The shortest digits that read back as the same half float. `value` must be a half. */
export function halfText(value: number): string {
  return shortest(value, roundToHalf, 2 ** -14, 3, 5);
}

/** `sure` digits always survive the type for normal values, so that fewer need not be tried: trailing zeros vanish by themselves. */
function shortest(value: number, round: (value: number) => number, smallestNormal: number, sure: number, most: number): string {
  if (value === 0 || !Number.isFinite(value)) return doubleText(value);
  for (let digits = Math.abs(value) < smallestNormal ? 1 : sure; digits < most; digits++) {
    const text = value.toPrecision(digits);
    if (round(Number(text)) === value) return String(Number(text));
    // At a power of two the gap below is half the gap above: the next decimal away from zero may fit where the nearest does not.
    const above = Number(awayFromZero(text));
    if (isPowerOfTwo(value) && round(above) === value) return String(above);
  }
  return String(Number(value.toPrecision(most)));
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(Math.abs(value)));
}

/** The decimal text with its last digit raised by one. */
function awayFromZero(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  const point = mantissa.indexOf('.');
  const digits = mantissa.replace(/[-.]/gu, '');
  const raised = (BigInt(digits) + 1n).toString();
  const power = Number(exponent || '0') - (point < 0 ? 0 : mantissa.length - point - 1);
  return `${text.startsWith('-') ? '-' : ''}${raised}e${power}`;
}
