import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { brokenArrow } from './broken';
import type { Codec, Codecs } from './compression';
import { lz4Frame } from './lz4';

/** Node takes no smaller one. */
const LEAST_CHUNK = 64;
/** A short frame that claims more grows as it is read: its claim may be wrong. */
const LIKELY_RATIO = 256;

/**
 * Decompressors of Node: Zstandard by Node itself where it has it (22.15 and later), else by a slower one in JavaScript.
 * One byte more than the frame says: Node then sees in one go that it has ended, and puts nothing together from parts.
 */
export function nodeCodecs(): Codecs {
  const zstd = zstdOf(zlib);
  if (!zstd) return { lz4: lz4Frame, zstd: zstdInScript };
  return {
    lz4: lz4Frame,
    zstd: (bytes, size) => tight(zstd(bytes, { maxOutputLength: size + 1, chunkSize: Math.max(LEAST_CHUNK, Math.min(size + 1, bytes.byteLength * LIKELY_RATIO)) })),
  };
}

/** Also where Node has its own: to compare, and to test. */
export const zstdInScript: Codec = (bytes, size) => {
  try {
    return decompress(bytes, new Uint8Array(size));
  } catch (error) {
    throw brokenArrow('a compressed buffer cannot be decompressed.', error);
  }
};

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number; readonly chunkSize: number }) => Uint8Array;

/** The types of the oldest Node that we support do not know it. */
function zstdOf(library: object): Decompress | undefined {
  if (!('zstdDecompressSync' in library)) return undefined;
  const decompressSync: unknown = library.zstdDecompressSync;
  if (typeof decompressSync !== 'function') return undefined;
  return (bytes, options) => {
    const whole: unknown = Reflect.apply(decompressSync, undefined, [bytes, options]);
    if (whole instanceof Uint8Array) return whole;
    throw brokenArrow('a compressed buffer cannot be decompressed.');
  };
}

function tight(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}
