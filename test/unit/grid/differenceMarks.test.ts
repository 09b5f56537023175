import { describe, expect, it } from 'vitest';
import { changedNames } from '../../../src/views/results/compare/differenceMarks';
import { markOfChange } from '../../../src/views/results/grid/marks';

describe('the marks of a comparison', () => {
  it('name the changed columns, quotes and all, also of a list that was cut', () => {
    expect(changedNames('["name","it\'s \\"odd\\"","a,b"]')).toEqual(['name', 'it\'s "odd"', 'a,b']);
    expect(changedNames('["name","amo')).toEqual(['name']);
    expect(changedNames('NULL')).toEqual([]);
    expect(changedNames(undefined)).toEqual([]);
  });

  it('tell rows that were added, removed and changed', () => {
    expect(['added', 'removed', 'before', 'after', 'other'].map((word) => markOfChange(word))).toEqual(['added', 'deleted', 'before', 'changed', undefined]);
  });
});
