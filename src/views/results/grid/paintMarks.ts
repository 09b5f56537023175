import type { Geometry } from './geometry';
import type { RowMark } from './marks';
import type { GridTheme } from './theme';

const BAR = 3;

interface RowPlace {
  readonly y: number;
  readonly width: number;
  readonly geometry: Geometry;
  readonly theme: GridTheme;
}

/** The ground of a marked row. In high contrast the mark at its edge and the words tell it, and no colour is laid under them. */
export function paintRowGround(context: CanvasRenderingContext2D, mark: RowMark, { y, width, geometry, theme }: RowPlace): void {
  if (theme.highContrast) return;
  context.globalAlpha = mark === 'before' ? 0.07 : 0.14;
  context.fillStyle = theme.marks[mark];
  const top = Math.max(y, geometry.header);
  context.fillRect(0, top, width, y + geometry.rowHeight - top);
  context.globalAlpha = 1;
}

/** The bar at the edge of a marked row; a broken one for what is no longer so. */
export function paintRowBar(context: CanvasRenderingContext2D, mark: RowMark, { y, geometry, theme }: Omit<RowPlace, 'width'>): void {
  context.fillStyle = theme.marks[mark];
  const x = geometry.gutter - BAR - 1;
  const { rowHeight } = geometry;
  if (mark === 'deleted' || mark === 'before') {
    context.fillRect(x, y + 1, BAR, rowHeight / 2 - 3);
    context.fillRect(x, y + rowHeight / 2 + 2, BAR, rowHeight / 2 - 3);
  } else context.fillRect(x, y + 1, BAR, rowHeight - 2);
}

/** A changed cell: a corner in the colour of a change, or of a problem. */
export function paintCellCorner(context: CanvasRenderingContext2D, x: number, y: number, wrong: boolean, theme: GridTheme): void {
  const size = 7;
  context.fillStyle = wrong ? theme.problem : theme.marks.changed;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.fill();
}
