import { ThriftError } from '../wire/thriftError';
import { crc64, type Hash64 } from './crc64';

/** Keys as they are stored: the length of the hash key in two bytes, the hash key, the sort key. src/base/pegasus_key_schema.h. */

/** The server asserts that a hash key is shorter than 65535 bytes. */
export const LONGEST_HASH_KEY = 65_534;

export interface KeyPair {
  readonly hashKey: Uint8Array;
  readonly sortKey: Uint8Array;
}

export function fullKey(hashKey: Uint8Array, sortKey: Uint8Array): Uint8Array {
  const key = new Uint8Array(2 + hashKey.byteLength + sortKey.byteLength);
  key[0] = hashKey.byteLength >>> 8;
  key[1] = hashKey.byteLength & 0xff;
  key.set(hashKey, 2);
  key.set(sortKey, 2 + hashKey.byteLength);
  return key;
}

/** Views of the two parts. @throws ThriftError where the length does not fit */
export function splitKey(key: Uint8Array): KeyPair {
  const length = hashKeyLength(key);
  return { hashKey: key.subarray(2, 2 + length), sortKey: key.subarray(2 + length) };
}

/** @throws ThriftError where it does not fit */
export function hashKeyLength(key: Uint8Array): number {
  const length = ((key[0] ?? 0) << 8) | (key[1] ?? 0);
  if (key.byteLength < 2 + length) throw new ThriftError(`a stored key of ${key.byteLength} bytes has a hash key of ${length}`);
  return length;
}

/** The smallest key above all that begin with `prefix`, a full key or its beginning: trailing FF bytes go, the last one left grows. */
export function nextKey(prefix: Uint8Array): Uint8Array {
  let end = prefix.byteLength;
  while (end > 0 && prefix[end - 1] === 0xff) end -= 1;
  const next = prefix.slice(0, end);
  next[end - 1] = (next[end - 1] ?? 0) + 1; // never empty: the first two bytes are below FFFF
  return next;
}

/** What decides on the partition: the hash key, or the sort key where that is empty. */
export const keyHash = (hashKey: Uint8Array, sortKey: Uint8Array): Hash64 => crc64(hashKey.byteLength > 0 ? hashKey : sortKey);

/** hash mod count, unsigned. */
export function partitionOf({ low, high }: Hash64, count: number): number {
  if ((count & (count - 1)) === 0) return (low & (count - 1)) >>> 0;
  // 2^32 mod count is small enough for both products to stay exact
  return (((high % count) * (2 ** 32 % count)) + (low % count)) % count;
}
