import type { GridModel } from './gridModel';
import type { Fitters } from './paintInput';
import { PAD } from './pen';
import { TextFitter } from './textFitter';
import type { GridTheme } from './theme';

const WIDEST_FIT = 600;
const WIDEST_FIRST_FIT = 360;
const FITTED_ROWS = 200;
/** Later values are longer than the first: room for this much more. */
const HEADROOM = '000';
const KEY_ROOM = 18;
const WIDEST_TYPE = 140;
const NARROWEST = 64;

/** What measures texts in the fonts of a theme. */
export function makeFitters(context: CanvasRenderingContext2D, theme: GridTheme): Fitters {
  const fitter = (font: string): TextFitter =>
    new TextFitter((text) => {
      context.font = font;
      return context.measureText(text).width;
    });
  return { cell: fitter(theme.font), header: fitter(theme.headerFont), type: fitter(theme.typeFont) };
}

/** The width at which a column's name and the cells at hand, from row `from` on, fit. */
function fittingWidth(model: GridModel, fitters: Fitters, column: number, from: number, widest = WIDEST_FIT): number {
  const info = model.columns[column];
  const name = info ? fitters.header.width(info.name) + (info.key === undefined ? 0 : KEY_ROOM) : 0;
  const type = info ? Math.min(WIDEST_TYPE, fitters.type.width(info.type)) : 0;
  let widestCell = 0;
  const group = model.groups.groupOf(column);
  for (let row = from; row < Math.min(model.rows, from + FITTED_ROWS); row++) {
    const part = model.source.find(row, group);
    const cell = part?.columns.get(column)?.at(row - part.row);
    if (cell) widestCell = Math.max(widestCell, fitters.cell.width(cell.text.slice(0, 200)));
  }
  return Math.min(widest, Math.max(NARROWEST, name, type, widestCell) + 2 * PAD + 3);
}

/** So that the names and the cells at hand fit, from row `from` on. */
export function fitAll(model: GridModel, fitters: Fitters, columns: readonly number[], from: number): void {
  for (const column of columns) model.layout.setWidth(column, fittingWidth(model, fitters, column, from), 'person');
}

/** Widths before the first drawing. */
export function fitFirst(model: GridModel, fitters: Fitters, columns: readonly number[], from: number): void {
  for (const column of columns) model.layout.setWidth(column, firstWidth(model, fitters, column, from), 'content');
}

function firstWidth(model: GridModel, fitters: Fitters, column: number, from: number): number {
  return Math.min(WIDEST_FIRST_FIT, fittingWidth(model, fitters, column, from, WIDEST_FIRST_FIT) + fitters.cell.width(HEADROOM));
}
