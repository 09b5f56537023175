/** CRC32C (Castagnoli), as log and key-value batches carry it. Eight bytes at a time: "slicing by 8", Kounavis and Berry 2005. */
const SLICES = 8;
const SIZE = 256;
/** Reflected: the highest bit is x⁰. */
const POLYNOMIAL = 0x82f63b78;
const ONE = 0x8000_0000 | 0;
const X = 0x4000_0000;

/** Slice n at 256 n: what a byte does n bytes further on. */
const TABLE = ((): Int32Array => {
  const table = new Int32Array(SLICES * SIZE);
  for (let index = 0; index < SIZE; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    table[index] = value;
  }
  for (let index = SIZE; index < table.length; index++) {
    const before = table[index - SIZE] ?? 0;
    table[index] = (before >>> 8) ^ (table[before & 0xff] ?? 0);
  }
  return table;
})();

/** x to the power of 2ⁿ, modulo the polynomial. */
const SQUARES = ((): readonly number[] => {
  const squares = [X];
  while (squares.length < 40) squares.push(product(squares.at(-1) ?? 0, squares.at(-1) ?? 0));
  return squares;
})();

/** Of the parts, one after the other. Unsigned. */
export function crc32c(...parts: readonly Uint8Array[]): number {
  let crc = -1;
  for (const part of parts) crc = part.byteLength < QUARTERED_FROM ? narrow(crc, part) : quartered(crc, part);
  return (crc ^ -1) >>> 0;
}

/** From so many bytes on, four quarters are read beside each other: each step of one waits for its table while the others go on. */
const QUARTERED_FROM = 2048;
const QUARTERS = 4;

function quartered(start: number, bytes: Uint8Array): number {
  const lead = -bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + lead, (bytes.byteLength - lead) >> 2);
  const table = TABLE; // a third faster than reading the constant in each step
  const size = (words.length >> 3) << 1;
  let one = narrow(start, bytes.subarray(0, lead));
  let two = 0;
  let three = 0;
  let four = 0;
  for (let at = 0; at < size; at += 2) {
    one = step(table, one ^ (words[at] ?? 0), words[at + 1] ?? 0);
    two = step(table, two ^ (words[at + size] ?? 0), words[at + size + 1] ?? 0);
    three = step(table, three ^ (words[at + 2 * size] ?? 0), words[at + 2 * size + 1] ?? 0);
    four = step(table, four ^ (words[at + 3 * size] ?? 0), words[at + 3 * size + 1] ?? 0);
  }
  const shift = power(size * 32);
  const whole = product(shift, product(shift, product(shift, one) ^ two) ^ three) ^ four;
  return narrow(whole, bytes.subarray(lead + QUARTERS * size * 4));
}

function narrow(start: number, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = TABLE;
  const whole = bytes.byteLength - (bytes.byteLength % SLICES);
  let crc = start;
  for (let at = 0; at < whole; at += SLICES) crc = step(table, crc ^ view.getInt32(at, true), view.getInt32(at + 4, true));
  for (let at = whole; at < bytes.byteLength; at++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc;
}

function step(table: Int32Array, one: number, two: number): number {
  return (
    (table[1792 + (one & 0xff)] ?? 0) ^
    (table[1536 + ((one >>> 8) & 0xff)] ?? 0) ^
    (table[1280 + ((one >>> 16) & 0xff)] ?? 0) ^
    (table[1024 + (one >>> 24)] ?? 0) ^
    (table[768 + (two & 0xff)] ?? 0) ^
    (table[512 + ((two >>> 8) & 0xff)] ?? 0) ^
    (table[256 + ((two >>> 16) & 0xff)] ?? 0) ^
    (table[two >>> 24] ?? 0)
  );
}

/** x to the power of `exponent`: what appending so many bits does to a remainder. */
function power(exponent: number): number {
  let result = ONE;
  for (let rest = exponent, bit = 0; rest > 0; rest = Math.floor(rest / 2), bit++) if (rest % 2 === 1) result = product(result, SQUARES[bit] ?? 0);
  return result;
}

/** Of two polynomials, modulo the polynomial. */
function product(one: number, other: number): number {
  let [sum, left, right] = [0, one, other];
  for (let bit = 0; bit < 32; bit++) {
    if (left < 0) sum ^= right;
    left <<= 1;
    right = right & 1 ? (right >>> 1) ^ POLYNOMIAL : right >>> 1;
  }
  return sum;
}
