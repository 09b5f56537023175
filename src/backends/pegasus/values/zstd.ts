import { Decompress } from 'fzstd';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** More is not made of one value. */
const MOST_BYTES = 64 * 1_048_576;

/** `undefined` where these are no whole Zstandard frame: they are shown as the bytes that they are. */
export function unpackZstd(bytes: Uint8Array): Uint8Array | undefined {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) return undefined;
  const parts: Uint8Array[] = [];
  const seen = { size: 0, end: false };
  try {
    new Decompress((part, last) => {
      seen.size += part.byteLength;
      if (seen.size > MOST_BYTES) throw new RangeError('more than a value can be');
      parts.push(part.slice());
      seen.end ||= last === true;
    }).push(bytes, true);
  } catch {
    return undefined;
  }
  return seen.end ? new Uint8Array(Buffer.concat(parts)) : undefined;
}
