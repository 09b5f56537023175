import { nodeCodecs } from '../../../core/arrow/nodeCodecs';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** More is not made of one value. */
const MOST_BYTES = 256 * 1_048_576;

/** `undefined` where these are no whole Zstandard frame with its content's size, as clients of Pegasus write them. */
export function unpackZstd(bytes: Uint8Array): Uint8Array | undefined {
  const size = contentSize(bytes);
  if (size === undefined || size > MOST_BYTES) return undefined;
  try {
    const plain = nodeCodecs().zstd?.(bytes, size);
    return plain?.byteLength === size ? plain : undefined;
  } catch {
    return undefined; // it is shown as the bytes that it is
  }
}

/** RFC 8878, 3.1.1.1: descriptor, window, dictionary, content size. */
function contentSize(bytes: Uint8Array): number | undefined {
  if (!MAGIC.every((byte, index) => bytes[index] === byte) || bytes.byteLength < 6) return undefined;
  const descriptor = bytes[4] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const at = 5 + (single ? 0 : 1) + dictionary;
  if (sizeBytes === 0 || bytes.byteLength < at + sizeBytes) return undefined;
  let size = 0;
  for (let index = sizeBytes - 1; index >= 0; index -= 1) size = size * 256 + (bytes[at + index] ?? 0);
  return sizeBytes === 2 ? size + 256 : size;
}
