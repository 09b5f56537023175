import { HeadwaterError } from '../errors';
import { brokenArrow } from './broken';
import type { Compression } from './header';

/** Decompresses a whole frame to exactly `size` bytes. */
export type Codec = (bytes: Uint8Array, size: number) => Uint8Array;

/** What the runtime can decompress. */
export type Codecs = Readonly<Partial<Record<Compression, Codec>>>;

export const NO_CODECS: Codecs = {};

/** A buffer larger than this is refused rather than allocated: a damaged length must not take the process down. */
const LARGEST = 2 ** 31;

/** A buffer of a compressed batch: 8 bytes of its whole length (-1 = stored as it is), then a frame. */
export function decompressed(bytes: Uint8Array, compression: Compression, codecs: Codecs): Uint8Array {
  if (bytes.byteLength === 0) return bytes;
  if (bytes.byteLength < 8) throw brokenArrow('a compressed buffer has no length.');
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
  const frame = bytes.subarray(8);
  if (size === -1) return frame;
  if (size < 0 || size > LARGEST) throw brokenArrow('a compressed buffer has an impossible length.');
  if (size === 0) return frame.subarray(0, 0);
  const codec = codecs[compression];
  if (!codec) throw noCodec(compression);
  const whole = codec(frame, size);
  if (whole.byteLength !== size) throw brokenArrow('a compressed buffer does not have the length that it says.');
  return whole;
}

function noCodec(compression: Compression): HeadwaterError {
  return new HeadwaterError({
    what: 'Could not read the rows',
    why: `They are compressed with ${compression}, which this version of VS Code cannot decompress.`,
    todo: 'Turn compression off where the data comes from, or update VS Code.',
    code: 'no-codec',
  });
}
