import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { ZstdCompress } from './appendBatch';
import { Lanes } from './zstdLanes';

/** ZSTD_c_compressionLevel and ZSTD_e_end of the Zstandard library; the types of the oldest Node that we support do not know them. */
const LEVEL = 100;
const END_OF_FRAME = 2;

/** Several frames follow each other in one chunk; where one does not fit in what is left, it is put together from two. */
const CHUNK = 4 << 20;

/**
 * Node's own compressor, where it has one (22.15 and later); else appends hold their buffers as they are. It works in threads of Node's own.
 * Streams that end a frame with each write: they keep the tables of the compressor, which `zstdCompress` makes anew for each buffer, and see all of the
 * buffer at once, which it does not.
 */
export function nodeZstd(): ZstdCompress | undefined {
  const create: unknown = 'createZstdCompress' in zlib ? zlib.createZstdCompress : undefined;
  if (typeof create !== 'function') return undefined;
  const lanes = new Lanes((level) => {
    const stream: unknown = Reflect.apply(create, undefined, [{ flush: END_OF_FRAME, params: { [LEVEL]: level }, chunkSize: CHUNK, readableHighWaterMark: Number.MAX_SAFE_INTEGER }]);
    if (stream instanceof Transform) return stream;
    throw new TypeError('Node made no stream that compresses.');
  });
  return (bytes, level) => lanes.compress(bytes, level);
}
