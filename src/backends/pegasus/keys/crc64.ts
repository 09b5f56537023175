/**
 * CRC-64/NVME: reflected polynomial 0x9a6c9329ac4bc9b5, all ones at the start, inverted at the end (src/utils/crc.cpp).
 * Two 32-bit halves: keys are hashed by the million.
 */

const LOW_POLYNOMIAL = 0xac4b_c9b5;
const HIGH_POLYNOMIAL = 0x9a6c_9329;
const TABLE = makeTable();

/** Low half at 2i, high half at 2i + 1. */
function makeTable(): Int32Array {
  const table = new Int32Array(512);
  for (let index = 0; index < 256; index += 1) {
    let low = index;
    let high = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = (low & 1) !== 0;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= LOW_POLYNOMIAL;
        high ^= HIGH_POLYNOMIAL;
      }
    }
    table[index * 2] = low;
    table[index * 2 + 1] = high;
  }
  return table;
}

export interface Hash64 {
  /** Unsigned. */
  readonly low: number;
  readonly high: number;
}

export function crc64(bytes: Uint8Array): Hash64 {
  let low = -1;
  let high = -1;
  for (const byte of bytes) {
    const at = ((low ^ byte) & 0xff) * 2;
    low = ((low >>> 8) | (high << 24)) ^ (TABLE[at] ?? 0);
    high = (high >>> 8) ^ (TABLE[at + 1] ?? 0);
  }
  return { low: ~low >>> 0, high: ~high >>> 0 };
}

export const hashBits = ({ low, high }: Hash64): bigint => (BigInt(high) << 32n) | BigInt(low);
