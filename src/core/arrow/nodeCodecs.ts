import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { brokenArrow } from './broken';
import type { Codec, Codecs } from './compression';
import { lz4Frame } from './lz4';

/** Decompressors of Node: Zstandard by Node itself where it has it (22.15 and later), else by a slower one in JavaScript. */
export function nodeCodecs(): Codecs {
  const zstd = zstdOf(zlib);
  return { lz4: lz4Frame, zstd: zstd ? (bytes, size) => tight(zstd(bytes, { maxOutputLength: size })) : zstdInScript };
}

/** Also where Node has its own: to compare, and to test. */
export const zstdInScript: Codec = (bytes, size) => {
  try {
    return decompress(bytes, new Uint8Array(size));
  } catch (error) {
    throw brokenArrow('a compressed buffer cannot be decompressed.', error);
  }
};

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

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
