import type { CellText } from '../../../core/format/cell';
import { formatCount } from '../../../core/format/numbers';
import type { CellColumn, CellPart } from './cells';
import type { Span } from './columnLayout';
import { type Geometry, screenLeft } from './geometry';
import { paintCellCorner, paintRowBar, paintRowGround } from './paintMarks';
import { HeaderPainter } from './headerPainter';
import type { RowMark } from './marks';
import type { Fitters, PaintInput } from './paintInput';
import { hairline, PAD, Pen, snap } from './pen';
import type { Range } from './selection';
import type { GridTheme } from './theme';

const PLACEHOLDER_SHARE = 0.6;

/** Draws frames; holds nothing between them. */
export class Painter {
  private readonly pen: Pen;
  private readonly headers: HeaderPainter;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly fitters: Fitters,
  ) {
    this.pen = new Pen(context);
    this.headers = new HeaderPainter(this.pen, fitters);
  }

  /** Returns the number of cells on the screen that had no value yet. */
  paint(input: PaintInput): number {
    const { context } = this;
    const { geometry, theme, ratio, model, view } = input;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, geometry.width, geometry.height);
    context.textBaseline = 'alphabetic';
    const scrolled = model.layout.scrolled(view.scrollX, geometry.width - geometry.gutter);
    const frozen = { first: 0, end: model.layout.frozen };
    const frozenEdge = geometry.gutter + model.layout.frozenWidth;
    let missing = this.#clipped(frozenEdge, geometry.width, input, () => this.#section(input, scrolled));
    missing += this.#clipped(geometry.gutter, frozenEdge, input, () => this.#section(input, frozen));
    this.#gutter(input);
    if (model.layout.frozen > 0) this.pen.vertical(frozenEdge, 0, this.#bottom(input), theme.strongLine, ratio);
    if (input.dropLine !== undefined) {
      context.fillStyle = theme.accent;
      context.fillRect(input.dropLine - 1, 0, 2, geometry.height);
    }
    return missing;
  }

  #clipped(left: number, right: number, input: PaintInput, draw: () => number): number {
    if (right <= left) return 0;
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, input.geometry.height);
    context.clip();
    const missing = draw();
    context.restore();
    return missing;
  }

  /** Cells and headers of neighbouring positions. */
  #section(input: PaintInput, span: Span): number {
    if (span.end <= span.first) return 0;
    this.#backgrounds(input, span);
    const missing = this.#cells(input, span);
    this.#gridLines(input, span);
    this.#outline(input, span);
    this.#focusCell(input, span);
    this.headers.paint(input, span);
    return missing;
  }

  #bottom({ model, view, geometry }: PaintInput): number {
    return Math.min(geometry.height, geometry.header + (model.rows - view.top) * geometry.rowHeight);
  }

  #rowY({ view, geometry }: PaintInput, row: number): number {
    return geometry.header + (row - view.top) * geometry.rowHeight;
  }

  #backgrounds(input: PaintInput, span: Span): void {
    const { context } = this;
    const { model, view, geometry, theme, hoverRow } = input;
    if (hoverRow !== undefined && hoverRow < model.rows) {
      context.fillStyle = theme.hover;
      context.fillRect(0, this.#rowY(input, hoverRow), Math.min(geometry.width, screenLeft(model.layout, geometry, view.scrollX, span.end)), geometry.rowHeight);
    }
    this.#eachMark(input, (mark, y) => {
      paintRowGround(context, mark, { y, width: Math.min(geometry.width, screenLeft(model.layout, geometry, view.scrollX, span.end)), geometry, theme });
    });
    if (model.selection.ranges.length === 1 && isOneCell(model.selection.ranges[0])) return;
    // One path for all blocks: where they overlap the colour must not be laid on twice.
    context.beginPath();
    for (const range of model.selection.ranges) this.#rangePath(input, span, range);
    context.fillStyle = theme.selection;
    context.fill();
  }

  #eachMark(input: PaintInput, draw: (mark: RowMark, y: number) => void): void {
    const { model, view, geometry } = input;
    const { marks } = model;
    if (!marks) return;
    const last = Math.min(model.rows, Math.ceil(view.top + (geometry.height - geometry.header) / geometry.rowHeight));
    for (let row = view.first; row < last; row++) {
      const mark = marks.row(row);
      if (mark) draw(mark, this.#rowY(input, row));
    }
  }

  /** In high contrast a selection is told by its outline, since colours alone must not tell it. */
  #outline(input: PaintInput, span: Span): void {
    if (!input.theme.highContrast) return;
    const { context } = this;
    context.beginPath();
    for (const range of input.model.selection.ranges) this.#rangePath(input, span, range);
    context.strokeStyle = input.theme.selectionLine;
    context.lineWidth = 2;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }

  #rangePath(input: PaintInput, span: Span, range: Range): void {
    const { model, view, geometry } = input;
    const left = Math.max(span.first, range.left);
    const right = Math.min(span.end - 1, range.right);
    const top = Math.max(Math.floor(view.top), range.top);
    const bottom = Math.min(model.rows - 1, Math.ceil(view.top + geometry.height / geometry.rowHeight), range.bottom);
    if (left > right || top > bottom) return;
    const x = screenLeft(model.layout, geometry, view.scrollX, left);
    const end = screenLeft(model.layout, geometry, view.scrollX, right) + model.layout.width(right);
    const y = this.#rowY(input, top);
    this.context.rect(x, y, end - x, this.#rowY(input, bottom + 1) - y);
  }

  #cells(input: PaintInput, span: Span): number {
    const { model, view } = input;
    const last = Math.min(model.rows, Math.ceil(view.top + (input.geometry.height - input.geometry.header) / input.geometry.rowHeight));
    let missing = 0;
    this.pen.forget();
    for (let position = span.first; position < span.end; position++) {
      const column = model.layout.visible[position];
      if (column !== undefined) missing += this.#column(input, position, column, view.first, last);
    }
    return missing;
  }

  #column(input: PaintInput, position: number, column: number, first: number, last: number): number {
    const { context } = this;
    const { model, view, geometry, theme } = input;
    const left = screenLeft(model.layout, geometry, view.scrollX, position);
    const room = model.layout.width(position) - 2 * PAD;
    const right = model.columns[column]?.align === 'right';
    const group = model.groups.groupOf(column);
    const baseline = textBaseline(geometry, theme);
    context.textAlign = right ? 'right' : 'left';
    const x = snap(right ? left + room + PAD : left + PAD, input.ratio);
    let missing = 0;
    let part: CellPart | undefined;
    let cells: CellColumn | undefined;
    for (let row = first; row < last; row++) {
      if (!part || row >= part.row + part.rows) {
        part = model.source.find(row, group);
        cells = part?.columns.get(column);
      }
      const y = this.#rowY(input, row);
      const mark = model.marks?.cell(row, column);
      if (mark) {
        this.#text(mark.text, theme, x, snap(y + baseline, input.ratio), room);
        if (!mark.settled) paintCellCorner(context, left, y, mark.wrong, theme);
        this.pen.forget();
      } else if (!part) {
        missing += 1;
        if (input.placeholders) this.#placeholder(theme, left + PAD, y + geometry.rowHeight * 0.32, room * PLACEHOLDER_SHARE, geometry.rowHeight * 0.36);
      } else if (cells) {
        const cell = cells.at(row - part.row);
        if (model.highlight?.(cell.text) === true && cell.kind !== 'null') this.#found(theme, left, y, model.layout.width(position), geometry.rowHeight);
        this.#text(cell, theme, x, snap(y + baseline, input.ratio), room);
      }
    }
    return missing;
  }

  /** Behind a cell in which something was found. */
  #found(theme: GridTheme, x: number, y: number, width: number, height: number): void {
    this.pen.fill(theme.found);
    this.context.fillRect(x, y, width - 1, height - 1);
    if (!theme.highContrast) return;
    this.context.strokeStyle = theme.selectionLine;
    this.context.lineWidth = 1;
    this.context.strokeRect(x + 1.5, y + 1.5, width - 4, height - 4);
  }

  #placeholder(theme: GridTheme, x: number, y: number, width: number, height: number): void {
    this.pen.fill(theme.placeholder);
    this.context.fillRect(x, y, Math.max(0, width), height);
  }

  #text(cell: CellText, theme: GridTheme, x: number, y: number, room: number): void {
    const { context } = this;
    const faint = cell.kind === 'null' || cell.kind === 'empty';
    const font = cell.kind === 'null' ? theme.italicFont : theme.font;
    this.pen.use(font, faint ? theme.dim : theme.text);
    const text = cell.kind === 'empty' ? 'ε' : this.fitters.cell.fit(cell.text, room);
    context.fillText(text, x, y);
  }

  #gridLines(input: PaintInput, span: Span): void {
    const { model, view, geometry, theme, ratio } = input;
    const bottom = this.#bottom(input);
    const right = Math.min(geometry.width, screenLeft(model.layout, geometry, view.scrollX, span.end - 1) + model.layout.width(span.end - 1));
    const line = hairline(ratio);
    this.context.fillStyle = theme.line;
    for (let row = view.first; ; row++) {
      const y = snap(this.#rowY(input, row + 1), ratio);
      if (y > bottom + 1) break;
      if (y > geometry.header) this.context.fillRect(0, y - line, right, line);
    }
    for (let position = span.first; position < span.end; position++) {
      const x = screenLeft(model.layout, geometry, view.scrollX, position) + model.layout.width(position);
      this.context.fillRect(snap(x, ratio) - line, geometry.header, line, bottom - geometry.header);
    }
  }

  #focusCell(input: PaintInput, span: Span): void {
    const { model, view, geometry, theme, focused } = input;
    const { focus } = model.selection;
    if (!focus || focus.position < span.first || focus.position >= span.end || focus.row >= model.rows) return;
    const x = screenLeft(model.layout, geometry, view.scrollX, focus.position);
    const y = this.#rowY(input, focus.row);
    const { context } = this;
    context.strokeStyle = focused ? theme.focus : theme.dim;
    context.lineWidth = theme.highContrast ? 2 : 1.5;
    context.strokeRect(x + 0.5, y + 0.5, model.layout.width(focus.position) - 2, geometry.rowHeight - 2);
  }

  #gutter(input: PaintInput): void {
    const { context } = this;
    const { model, view, geometry, theme, ratio } = input;
    context.fillStyle = theme.background;
    context.fillRect(0, geometry.header, geometry.gutter, geometry.height - geometry.header);
    const { ranges } = model.selection;
    const last = Math.min(model.rows, Math.ceil(view.top + (geometry.height - geometry.header) / geometry.rowHeight));
    context.font = theme.font;
    context.textAlign = 'right';
    for (let row = view.first; row < last; row++) {
      const y = this.#rowY(input, row);
      const selected = ranges.some((range) => row >= range.top && row <= range.bottom);
      if (selected) {
        context.fillStyle = theme.headerSelected;
        context.fillRect(0, y, geometry.gutter, geometry.rowHeight);
      }
      context.fillStyle = selected ? theme.text : theme.dim;
      context.fillText(formatCount(row + 1 + model.firstNumber), geometry.gutter - PAD - 2, snap(y + textBaseline(geometry, theme), ratio));
    }
    this.#eachMark(input, (mark, y) => {
      paintRowBar(context, mark, { y, geometry, theme });
    });
    for (const ground of [theme.background, theme.headerBackground]) {
      context.fillStyle = ground;
      context.fillRect(0, 0, geometry.gutter, geometry.header);
    }
    context.fillStyle = theme.strongLine;
    context.fillRect(0, geometry.header - hairline(ratio), geometry.gutter, hairline(ratio));
    this.pen.vertical(geometry.gutter, 0, Math.max(geometry.header, this.#bottom(input)), theme.strongLine, ratio);
  }
}

/** From the top of a row to the baseline of its text. */
function textBaseline(geometry: Geometry, theme: GridTheme): number {
  return Math.round(geometry.rowHeight / 2 + theme.fontSize * 0.36);
}

function isOneCell(range: Range | undefined): boolean {
  return range?.top === range?.bottom && range?.left === range?.right;
}
