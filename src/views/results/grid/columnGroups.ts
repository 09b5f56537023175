import type { ColumnLayout } from './columnLayout';

/** Columns that one request brings. Narrow results come whole; of wide ones only the groups that show, so that 5,000 columns cost like forty. */
const WHOLE = 40;
const PER_GROUP = 24;
/** Columns of a result whose blocks may be longer: a row is short. */
const NARROW = 8;

export class ColumnGroups {
  readonly size: number;

  constructor(readonly columns: number) {
    this.size = columns <= WHOLE ? Math.max(1, columns) : PER_GROUP;
  }

  /** Rows of one block. */
  get blockRows(): number {
    return this.columns <= NARROW ? 256 : 128;
  }

  groupOf(column: number): number {
    return Math.floor(column / this.size);
  }

  columnsOf(group: number): readonly number[] {
    const first = group * this.size;
    return Array.from({ length: Math.min(this.size, this.columns - first) }, (_, index) => first + index);
  }

  /** The groups that show at a scroll position, ascending. */
  showing(layout: ColumnLayout, scrollX: number, width: number): readonly number[] {
    const { visible } = layout;
    const { first, end } = layout.scrolled(scrollX, width);
    const groups = new Set<number>();
    for (const column of visible.slice(0, layout.frozen)) groups.add(this.groupOf(column));
    for (const column of visible.slice(first, end)) groups.add(this.groupOf(column));
    return [...groups].sort((a, b) => a - b);
  }
}
