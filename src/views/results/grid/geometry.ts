import type { ColumnLayout } from './columnLayout';

/** Where things stand in the grid's box, in CSS pixels. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly gutter: number;
  readonly header: number;
  readonly rowHeight: number;
}

export type Place =
  | { readonly kind: 'corner' }
  | { readonly kind: 'header'; readonly position: number }
  /** The right edge of a column's header. */
  | { readonly kind: 'edge'; readonly position: number }
  | { readonly kind: 'gutter'; readonly row: number }
  | { readonly kind: 'cell'; readonly row: number; readonly position: number }
  | { readonly kind: 'outside' };

const EDGE = 5;
const DIGIT_ROOM = 22;

/** Room for the widest row number that can show, so that the grid does not shift while one scrolls within a power of ten. */
export function gutterWidth(rows: number, digitWidth: number): number {
  const digits = Math.max(3, String(Math.max(1, rows)).length);
  return Math.ceil((digits + Math.floor((digits - 1) / 3)) * digitWidth) + DIGIT_ROOM;
}

/** Left edge of a position on the screen. */
export function screenLeft(layout: ColumnLayout, geometry: Geometry, scrollX: number, position: number): number {
  return geometry.gutter + layout.left(position) - (position >= layout.frozen ? scrollX : 0);
}

/** Position under a screen x right of the gutter. */
export function positionUnder(layout: ColumnLayout, geometry: Geometry, scrollX: number, x: number): number | undefined {
  const inside = x - geometry.gutter;
  return layout.positionAt(inside < layout.frozenWidth ? inside : inside + scrollX);
}

export interface Scrolled {
  readonly top: number;
  readonly scrollX: number;
}

export function placeAt(x: number, y: number, layout: ColumnLayout, geometry: Geometry, scrolled: Scrolled, rows: number): Place {
  if (x < 0 || y < 0 || x >= geometry.width || y >= geometry.height) return { kind: 'outside' };
  if (y < geometry.header) return x < geometry.gutter ? { kind: 'corner' } : headerAt(x, layout, geometry, scrolled.scrollX);
  const row = Math.floor(scrolled.top + (y - geometry.header) / geometry.rowHeight);
  if (row >= rows) return { kind: 'outside' };
  if (x < geometry.gutter) return { kind: 'gutter', row };
  const position = positionUnder(layout, geometry, scrolled.scrollX, x);
  return position === undefined ? { kind: 'outside' } : { kind: 'cell', row, position };
}

function headerAt(x: number, layout: ColumnLayout, geometry: Geometry, scrollX: number): Place {
  // The last column's edge can be taken from beyond it too.
  const position = positionUnder(layout, geometry, scrollX, x) ?? positionUnder(layout, geometry, scrollX, x - EDGE);
  if (position === undefined) return { kind: 'outside' };
  const left = screenLeft(layout, geometry, scrollX, position);
  if (left + layout.width(position) - x <= EDGE) return { kind: 'edge', position };
  if (x - left < EDGE && position > 0 && position !== layout.frozen) return { kind: 'edge', position: position - 1 };
  return { kind: 'header', position };
}
