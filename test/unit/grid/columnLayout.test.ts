import { describe, expect, it } from 'vitest';
import { ColumnLayout, NARROWEST } from '../../../src/views/results/grid/columnLayout';

function layout(...widths: number[]): ColumnLayout {
  const made = new ColumnLayout(widths.length);
  widths.forEach((width, column) => {
    made.setWidth(column, width, 'content');
  });
  return made;
}

describe('the layout of columns', () => {
  it('finds the position under a distance, edges belonging to the column on their right', () => {
    const made = layout(50, 100, 60);
    expect([0, 49, 50, 149, 150, 209].map((x) => made.positionAt(x))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(made.positionAt(210)).toBeUndefined();
    expect(made.positionAt(-1)).toBeUndefined();
  });

  it('shows the scrolled columns that are partly in sight', () => {
    const made = layout(100, 100, 100, 100, 100);
    expect(made.scrolled(0, 200)).toEqual({ first: 0, end: 2 });
    expect(made.scrolled(150, 200)).toEqual({ first: 1, end: 4 });
    expect(made.scrolled(300, 200)).toEqual({ first: 3, end: 5 });
  });

  it('leaves frozen columns out of the scrolled ones and takes their room', () => {
    const made = layout(100, 100, 100, 100, 100);
    made.freeze(1);
    expect(made.frozenWidth).toBe(100);
    expect(made.scrolled(100, 200)).toEqual({ first: 2, end: 3 });
    made.freeze(5);
    expect(made.scrolled(0, 200)).toEqual({ first: 5, end: 5 });
  });

  it('moves a column to the right and to the left', () => {
    const made = layout(50, 50, 50, 50);
    made.move(0, 2);
    expect(made.visible).toEqual([1, 2, 0, 3]);
    made.move(3, 0);
    expect(made.visible).toEqual([3, 1, 2, 0]);
  });

  it('moves past hidden columns to the place that is seen', () => {
    const made = layout(50, 50, 50, 50);
    made.hide([1]);
    made.move(0, 1);
    expect(made.visible).toEqual([2, 0, 3]);
    made.showAll();
    expect(made.visible).toEqual([1, 2, 0, 3]);
  });

  it('keeps a width that a person chose when the content would change it', () => {
    const made = layout(50);
    made.setWidth(0, 300, 'person');
    made.setWidth(0, 80, 'content');
    expect(made.widthOf(0)).toBe(300);
    made.setWidth(0, 1, 'person');
    expect(made.widthOf(0)).toBe(NARROWEST);
  });

  it('comes back from what was kept', () => {
    const made = layout(50, 60, 70, 80);
    made.move(3, 0);
    made.hide([1]);
    made.freeze(2);
    made.setWidth(2, 222, 'person');
    const again = new ColumnLayout(4);
    again.restore(made.state());
    expect(again.visible).toEqual(made.visible);
    expect(again.frozen).toBe(2);
    expect(again.widthOf(2)).toBe(222);
  });

  it('takes nothing over from a layout of another result, nor an order that is not one', () => {
    const made = new ColumnLayout(3);
    made.restore({ columns: 4, hidden: [0] });
    made.restore({ columns: 3, order: [0, 0, 2], hidden: [7, -1, 0.5] });
    expect(made.visible).toEqual([0, 1, 2]);
  });

  it('finds what shows of 5,000 columns the same as by walking them', () => {
    const widths = Array.from({ length: 5_000 }, (_, index) => 40 + ((index * 37) % 200));
    const made = layout(...widths);
    for (let x = 0; x < made.totalWidth; x += 9_973) {
      let [walked, sum] = [0, 0];
      while (sum + (widths[walked] ?? 0) <= x) sum += widths[walked++] ?? 0;
      expect(made.positionAt(x)).toBe(walked);
    }
  });
});
