import { afterEach, describe, expect, it, vi } from 'vitest';
import { BufferPool, FRESH_MEMORY } from '../../../src/core/arrow/bufferPool';

afterEach(() => void vi.useRealTimers());

const bufferOf = (bytes: Uint8Array): ArrayBuffer => {
  if (bytes.buffer instanceof ArrayBuffer) return bytes.buffer;
  throw new Error('no buffer');
};

describe('memory of messages', () => {
  it('fills a buffer of its own, as long as asked or a little longer', () => {
    for (const size of [0, 8, 4096, 16_384, 16_392, 32_768, 100_000, 1 << 20, (1 << 20) + 8]) {
      for (const memory of [FRESH_MEMORY, new BufferPool(1 << 30)]) {
        const bytes = memory.take(size);
        expect([bytes.byteOffset, bytes.byteLength, bytes.byteLength % 8]).toEqual([0, bytes.buffer.byteLength, 0]);
        expect(bytes.byteLength).toBeGreaterThanOrEqual(size);
        expect(bytes.byteLength).toBeLessThanOrEqual(size * 1.0626);
      }
      expect(FRESH_MEMORY.take(size).byteLength).toBe(size);
    }
  });

  it('is used again once it is given back, for messages of about the same size', () => {
    const pool = new BufferPool(1 << 30);
    const buffer = bufferOf(pool.take(100_000));
    expect(pool.take(100_000).buffer).not.toBe(buffer);
    pool.give(buffer);
    expect(pool.bytes).toBe(buffer.byteLength);
    expect(pool.take(99_504).buffer).toBe(buffer);
    expect(pool.bytes).toBe(0);
  });

  it('is kept up to a bound, and not where it is not the pool’s or was handed on', () => {
    const pool = new BufferPool(250_000);
    const buffers = Array.from({ length: 4 }, () => bufferOf(pool.take(100_000)));
    for (const buffer of buffers) pool.give(buffer);
    expect(pool.bytes).toBeLessThanOrEqual(250_000);
    expect(pool.bytes).toBeGreaterThan(200_000);
    const other = new BufferPool(1 << 20);
    other.give(new ArrayBuffer(100_001));
    const moved = bufferOf(other.take(50_000));
    structuredClone(moved, { transfer: [moved] });
    other.give(moved);
    expect(other.bytes).toBe(0);
  });

  it('is let go when nobody has taken any for a while', () => {
    vi.useFakeTimers();
    const pool = new BufferPool(1 << 20, 1000);
    pool.give(bufferOf(pool.take(100_000)));
    vi.advanceTimersByTime(900);
    pool.give(bufferOf(pool.take(50_000)));
    vi.advanceTimersByTime(900);
    expect(pool.bytes).toBeGreaterThan(100_000);
    vi.advanceTimersByTime(200);
    expect(pool.bytes).toBe(0);
  });
});
