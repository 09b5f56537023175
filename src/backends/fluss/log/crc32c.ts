import { crcCode, SLICES } from './crc32cCode';

/** CRC32C (Castagnoli), as log and key-value batches carry it. Sixteen bytes at a time: "slicing", Kounavis and Berry 2005. */

const SIZE = 256;
/** Reflected: the highest bit is x⁰. */
const POLYNOMIAL = 0x82f63b78;
/** Bytes that are copied to the code's memory at one go: they stay in the cache of the processor until they are read. */
const WINDOW = 32 << 10;

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

const CODE = crcCode(TABLE, WINDOW);

/** Of the parts, one after the other. Unsigned. */
export function crc32c(...parts: readonly Uint8Array[]): number {
  let crc = -1;
  for (const part of parts) crc = continued(crc, part);
  return (crc ^ -1) >>> 0;
}

function continued(start: number, bytes: Uint8Array): number {
  const whole = bytes.byteLength - (bytes.byteLength % SLICES);
  let crc = start;
  for (let at = 0; at < whole; at += WINDOW) {
    const length = Math.min(WINDOW, whole - at);
    CODE.window.set(bytes.subarray(at, at + length));
    crc = CODE.run(crc, length);
  }
  for (let at = whole; at < bytes.byteLength; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc;
}
