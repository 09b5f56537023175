import type { Step } from './keymap';
import type { CellPlace } from './selection';

export interface Bounds {
  readonly rows: number;
  readonly positions: number;
  /** Rows of one page. */
  readonly page: number;
}

/** Where a step leads, inside the bounds. */
export function stepFrom(from: CellPlace, step: Step, { rows, positions, page }: Bounds): CellPlace {
  const { row, position } = from;
  const to = (nextRow: number, nextPosition: number): CellPlace => ({
    row: Math.min(Math.max(0, nextRow), Math.max(0, rows - 1)),
    position: Math.min(Math.max(0, nextPosition), Math.max(0, positions - 1)),
  });
  switch (step) {
    case 'up':
      return to(row - 1, position);
    case 'down':
      return to(row + 1, position);
    case 'left':
      return to(row, position - 1);
    case 'right':
      return to(row, position + 1);
    case 'pageUp':
      return to(row - page, position);
    case 'pageDown':
      return to(row + page, position);
    case 'rowStart':
      return to(row, 0);
    case 'rowEnd':
      return to(row, positions - 1);
    case 'columnTop':
      return to(0, position);
    case 'columnBottom':
      return to(rows - 1, position);
    case 'first':
      return to(0, 0);
    case 'last':
      return to(rows - 1, positions - 1);
  }
}
