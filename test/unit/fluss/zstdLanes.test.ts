import { Transform, type TransformCallback } from 'node:stream';
import { expect, test } from 'vitest';
import { Lanes } from '../../../src/backends/fluss/log/zstdLanes';

// A double of Node's compressor: proves how buffers are given to compressors, nothing of Zstandard itself.

/** Answers each write with its level and the bytes, some time later; fails on a buffer that starts with 0xff. */
class Compressor extends Transform {
  constructor(
    private readonly level: number,
    private readonly busy: { now: number; most: number; made: number },
  ) {
    super({ readableHighWaterMark: Number.MAX_SAFE_INTEGER });
    busy.made += 1;
  }

  override _transform(bytes: Uint8Array, _: BufferEncoding, done: TransformCallback): void {
    this.busy.now += 1;
    this.busy.most = Math.max(this.busy.most, this.busy.now);
    setTimeout(() => {
      this.busy.now -= 1;
      if (bytes[0] === 0xff) done(new Error('cannot compress this'));
      else done(null, Buffer.from([this.level, ...bytes]));
    }, bytes.length % 5);
  }
}

function lanes(most: number): { readonly lanes: Lanes; readonly busy: { now: number; most: number; made: number } } {
  const busy = { now: 0, most: 0, made: 0 };
  return { lanes: new Lanes((level) => new Compressor(level, busy), most), busy };
}

test('buffers are compressed beside each other, by no more compressors than there may be, and each gets its own frame', async () => {
  const { lanes: three, busy } = lanes(3);
  const buffers = Array.from({ length: 40 }, (_, index) => new Uint8Array(1 + (index % 7)).fill(index));
  const frames = await Promise.all(buffers.map((bytes) => three.compress(bytes, 3)));
  expect(frames.map((frame) => [...frame])).toEqual(buffers.map((bytes) => [3, ...bytes]));
  expect([busy.most, busy.made]).toEqual([3, 3]);
});

test('a level of its own has a compressor of its own', async () => {
  const { lanes: one } = lanes(1);
  const frames = await Promise.all([3, 19, 3, 1].map((level) => one.compress(Uint8Array.of(7), level)));
  expect(frames.map((frame) => [...frame])).toEqual([[3, 7], [19, 7], [3, 7], [1, 7]]);
});

test('a compressor that fails is replaced, and only the buffer that it failed on is not compressed', async () => {
  const { lanes: two, busy } = lanes(2);
  const told = await Promise.allSettled([[1], [0xff], [2], [0xff, 1], [3], [4]].map((bytes) => two.compress(Uint8Array.from(bytes), 3)));
  expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(busy.most).toBeLessThanOrEqual(2);
});
