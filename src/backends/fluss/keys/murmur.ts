/** Murmur3 of 32 bits in the variants that bucketing uses: MurmurHashUtils.java. All results are signed. */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const mixKey = (key: number): number => Math.imul(rotate(Math.imul(key, C1), 15), C2);
const mixHash = (hash: number, key: number): number => (Math.imul(rotate(hash ^ mixKey(key), 13), 5) + 0xe6546b64) | 0;

function finish(hash: number, length: number): number {
  let value = hash ^ length;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

function words(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = seed;
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) hash = mixHash(hash, view.getInt32(at, true));
  return hash;
}

/**
 * Seed 42; each byte after the last whole word counts as a word of its own, with its sign, as the Java client and the servers have it.
 * pyfluss 1.0.0 takes these bytes without a sign: seen by looking up BIGINT keys from 128 on, which it finds exactly where both ways give the same bucket.
 */
export function murmurFluss(bytes: Uint8Array): number {
  let hash = words(bytes, 42);
  for (let at = bytes.byteLength & ~3; at < bytes.byteLength; at++) hash = mixHash(hash, ((bytes[at] ?? 0) << 24) >> 24);
  return finish(hash, bytes.byteLength);
}

/** The usual function with seed 0. */
export function murmurIceberg(bytes: Uint8Array): number {
  const hash = words(bytes, 0);
  let tail = 0;
  for (let at = bytes.byteLength - 1; at >= (bytes.byteLength & ~3); at--) tail = (tail << 8) | (bytes[at] ?? 0);
  return finish(hash ^ mixKey(tail), bytes.byteLength);
}

/** Of a number; never negative. */
export function murmurPositive(value: number): number {
  const hash = finish(mixHash(0, value), 4);
  return hash === -0x8000_0000 ? 0 : Math.abs(hash);
}
