import { describe, expect, it } from 'vitest';
import { lastPosition, positionAt, thumbOf } from '../../../src/views/results/grid/scrollMap';

describe('the scrollbar map', () => {
  const tenMillion = { total: 10_000_000, visible: 31, position: 0 };

  it('has no thumb where everything shows', () => {
    expect(thumbOf({ total: 31, visible: 31, position: 0 }, 300)).toBeUndefined();
  });

  it('reaches the first and the last row exactly, of ten million and of a billion', () => {
    for (const total of [32, 10_000_000, 1_000_000_000]) {
      const extent = { ...tenMillion, total };
      const thumb = thumbOf(extent, 300);
      expect(positionAt(extent, 300, 0)).toBe(0);
      expect(positionAt(extent, 300, 300 - (thumb?.length ?? 0))).toBe(lastPosition(extent));
      expect(positionAt(extent, 300, 10_000)).toBe(lastPosition(extent));
      expect(positionAt(extent, 300, -50)).toBe(0);
    }
  });

  it('keeps the thumb large enough to take hold of', () => {
    expect(thumbOf(tenMillion, 300)?.length).toBe(28);
  });

  it('gives back the position that the thumb was put at', () => {
    for (let position = 0; position < 9_999_969; position += 777_777) {
      const offset = thumbOf({ ...tenMillion, position }, 300)?.offset ?? NaN;
      expect(positionAt(tenMillion, 300, offset)).toBeCloseTo(position, 3);
    }
  });
});
