import * as zlib from 'node:zlib';
import type { Codecs } from '../../core/arrow/compression';
import { brokenArrow } from '../../core/arrow/broken';
import { lz4Frame } from '../../core/arrow/lz4';

/** What this runtime can decompress: LZ4 always, Zstandard where Node has it (22.15 and later). */
export function nodeCodecs(): Codecs {
  const zstd = zstdOf(zlib);
  return { lz4: lz4Frame, ...(zstd ? { zstd: (bytes, size) => tight(zstd(bytes, { maxOutputLength: size })) } : {}) };
}

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** The types of the oldest Node that we support do not know it. */
function zstdOf(library: object): Decompress | undefined {
  if (!('zstdDecompressSync' in library)) return undefined;
  const decompress: unknown = library.zstdDecompressSync;
  if (typeof decompress !== 'function') return undefined;
  return (bytes, options) => {
    const whole: unknown = Reflect.apply(decompress, undefined, [bytes, options]);
    if (whole instanceof Uint8Array) return whole;
    throw brokenArrow('a compressed buffer cannot be decompressed.');
  };
}

function tight(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}
