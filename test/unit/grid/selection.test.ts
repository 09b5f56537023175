import { describe, expect, it } from 'vitest';
import { cellCount, disjoint, type Range, Selection } from '../../../src/views/results/grid/selection';
import { random } from '../support/random';

const at = (row: number, position: number): { row: number; position: number } => ({ row, position });

describe('the selection', () => {
  it('extends from the focused cell in every direction', () => {
    const selection = new Selection();
    selection.moveTo(at(5, 5));
    selection.extendTo(at(2, 8));
    expect(selection.ranges).toEqual([{ top: 2, bottom: 5, left: 5, right: 8 }]);
    expect(selection.focus).toEqual(at(5, 5));
    expect(selection.head).toEqual(at(2, 8));
  });

  it('holds several blocks and extends the newest', () => {
    const selection = new Selection();
    selection.moveTo(at(0, 0));
    selection.add(at(4, 1));
    selection.extendTo(at(5, 2));
    expect(selection.ranges).toEqual([{ top: 0, bottom: 0, left: 0, right: 0 }, { top: 4, bottom: 5, left: 1, right: 2 }]);
  });

  it('selects whole rows and columns, also those that come later', () => {
    const selection = new Selection();
    selection.selectColumn(3, 'only');
    expect(selection.contains(at(1_000_000_000, 3))).toBe(true);
    expect(selection.contains(at(0, 2))).toBe(false);
    selection.selectRow(7, 'only');
    selection.selectRow(9, 'extend');
    expect(selection.ranges).toEqual([{ top: 7, bottom: 9, left: 0, right: Infinity }]);
    selection.selectRow(20, 'add');
    expect(selection.ranges).toHaveLength(2);
  });

  it('selects everything without moving the focused cell', () => {
    const selection = new Selection();
    selection.moveTo(at(3, 4));
    selection.selectAll();
    expect(selection.focus).toEqual(at(3, 4));
    expect(disjoint(selection.ranges, 10, 6)).toEqual([{ top: 0, bottom: 9, left: 0, right: 5 }]);
  });

  it('turns into a single block again when a cell is clicked', () => {
    const selection = new Selection();
    selection.selectAll();
    selection.moveTo(at(1, 1));
    expect(selection.ranges).toEqual([{ top: 1, bottom: 1, left: 1, right: 1 }]);
  });
});

describe('disjoint blocks', () => {
  it('cover exactly the selected cells, each once, for random blocks', () => {
    const next = random(11);
    for (let round = 0; round < 300; round++) {
      const ranges = Array.from({ length: 1 + next(5) }, (): Range => {
        const [top, left] = [next(12), next(9)];
        return { top, left, bottom: next(8) === 0 ? Infinity : top + next(6), right: next(8) === 0 ? Infinity : left + next(5) };
      });
      const wanted = new Set<string>();
      for (const { top, bottom, left, right } of ranges) for (let row = top; row <= Math.min(bottom, 11); row++) for (let col = left; col <= Math.min(right, 8); col++) wanted.add(`${row}:${col}`);
      const pieces = disjoint(ranges, 12, 9);
      const got: string[] = [];
      for (const { top, bottom, left, right } of pieces) for (let row = top; row <= bottom; row++) for (let col = left; col <= right; col++) got.push(`${row}:${col}`);
      expect(new Set(got)).toEqual(wanted);
      expect(got).toHaveLength(wanted.size);
      expect(cellCount(pieces)).toBe(wanted.size);
    }
  });

  it('are none where there are no rows', () => {
    expect(disjoint([{ top: 0, bottom: Infinity, left: 0, right: Infinity }], 0, 5)).toEqual([]);
  });
});
