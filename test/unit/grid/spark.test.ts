import { describe, expect, it } from 'vitest';
import { sparkOf } from '../../../src/views/results/profile/headerHistograms';

describe('the histogram in a header', () => {
  it('is of numbers and times the histogram, the longest bar whole, and says how many are NULL', () => {
    const histogram = [4, 0, 2].map((count, at) => ({ from: String(at), to: String(at + 1), count }));
    expect(sparkOf({ rows: 8, nulls: 2, distinct: 3, histogram, top: [] })).toEqual({ bars: [1, 0, 0.5], nulls: 0.25 });
  });

  it('is of others how often the most frequent values are there', () => {
    expect(sparkOf({ rows: 10, nulls: 1, distinct: 2, top: [{ text: 'a', count: 5 }, { text: null, count: 3 }, { text: 'b', count: 1 }] })).toEqual({ bars: [1, 0.2], nulls: 0.1 });
  });

  it('is empty where there are no rows', () => {
    expect(sparkOf({ rows: 0, nulls: 0, distinct: 0, top: [] })).toEqual({ bars: [], nulls: 0 });
  });
});
