import * as zlib from 'node:zlib';
import type { ZstdCompress } from './appendBatch';

/** Node's own compressor, where it has one (22.15 and later); else appends hold their buffers as they are. */
export function nodeZstd(): ZstdCompress | undefined {
  const compress: unknown = 'zstdCompressSync' in zlib ? zlib.zstdCompressSync : undefined;
  if (typeof compress !== 'function') return undefined;
  return (bytes) => {
    const compressed: unknown = Reflect.apply(compress, undefined, [bytes]);
    return compressed instanceof Uint8Array ? compressed : bytes;
  };
}
