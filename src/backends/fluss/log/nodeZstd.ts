import * as zlib from 'node:zlib';
import type { ZstdCompress } from './appendBatch';

/** The parameter's number in the Zstandard library (ZSTD_c_compressionLevel). */
const LEVEL = 100;

/** Node's own compressor, where it has one (22.15 and later); else appends hold their buffers as they are. It works in threads of Node's own. */
export function nodeZstd(): ZstdCompress | undefined {
  const compress: unknown = 'zstdCompress' in zlib ? zlib.zstdCompress : undefined;
  if (typeof compress !== 'function') return undefined;
  return (bytes, level) =>
    new Promise((resolve, reject) => {
      // one chunk holds the whole frame where it is no longer than what it holds, so that nothing is put together from parts
      const options = { params: { [LEVEL]: level }, chunkSize: bytes.byteLength + CHUNK_SPARE };
      Reflect.apply(compress, undefined, [
        bytes,
        options,
        (error: unknown, compressed: unknown) => {
          if (compressed instanceof Uint8Array) resolve(compressed);
          else reject(error instanceof Error ? error : new Error('Zstandard gave nothing.'));
        },
      ]);
    });
}

/** What a frame takes beyond its content, at most, where nothing can be compressed; Node takes no chunk below 64. */
const CHUNK_SPARE = 1024;
