import type { Span } from './columnLayout';
import { screenLeft } from './geometry';
import type { HeaderMark } from './marks';
import type { Fitters, PaintInput } from './paintInput';
import { hairline, PAD, type Pen, snap } from './pen';
import type { Spark } from './spark';
import type { GridTheme } from './theme';

const KEY_GLYPH = '\ueb11';
const KEY_ROOM = 18;
const SORT_GLYPHS = { up: '\ueaa1', down: '\uea9a' } as const;
const FILTER_GLYPH = '\ueaf1';
/** Shares of the height in which name and type stand. */
const [NAME_LINE, TYPE_LINE] = [0.44, 0.82];

/** Draws the headers of columns: name, type, signs and, where it is wanted, how the values are spread. */
export class HeaderPainter {
  constructor(
    private readonly pen: Pen,
    private readonly fitters: Fitters,
  ) {}

  paint(input: PaintInput, span: Span): void {
    const { context } = this.pen;
    const { model, view, geometry, theme, ratio } = input;
    const end = screenLeft(model.layout, geometry, view.scrollX, span.end - 1) + model.layout.width(span.end - 1);
    // The header's colour may be translucent in a theme: no row shines through.
    for (const ground of [theme.background, theme.headerBackground]) {
      context.fillStyle = ground;
      context.fillRect(0, 0, Math.min(end, geometry.width), geometry.header);
    }
    const { ranges } = model.selection;
    for (let position = span.first; position < span.end; position++) {
      this.#ground(input, position, ranges.some((range) => position >= range.left && position <= range.right));
    }
    this.pen.forget();
    // All names, then all types: setting a font for each cell costs more than the texts.
    for (let position = span.first; position < span.end; position++) this.#name(input, position);
    for (let position = span.first; position < span.end; position++) this.#type(input, position);
    for (let position = span.first; model.spark && position < span.end; position++) this.#spark(input, position, model.spark(model.layout.visible[position] ?? -1));
    context.fillStyle = theme.strongLine;
    context.fillRect(0, geometry.header - hairline(ratio), Math.min(end, geometry.width), hairline(ratio));
  }

  #ground({ model, view, geometry, theme, ratio, hoverHeader }: PaintInput, position: number, selected: boolean): void {
    const { context } = this.pen;
    const left = screenLeft(model.layout, geometry, view.scrollX, position);
    const width = model.layout.width(position);
    if (selected || hoverHeader === position) {
      context.fillStyle = selected ? theme.headerSelected : theme.hover;
      context.fillRect(left, 0, width, geometry.header);
    }
    if (selected && theme.highContrast) {
      context.fillStyle = theme.focus;
      context.fillRect(left, geometry.header - 3, width, 3);
    }
    this.pen.vertical(left + width, 0, geometry.header, theme.strongLine, ratio);
  }

  #name({ model, view, geometry, theme, ratio }: PaintInput, position: number): void {
    const info = model.columns[model.layout.visible[position] ?? -1];
    if (!info) return;
    const { context } = this.pen;
    const left = screenLeft(model.layout, geometry, view.scrollX, position);
    const width = model.layout.width(position);
    const right = info.align === 'right';
    const keyRoom = info.key === undefined ? 0 : KEY_ROOM;
    const mark = model.headerMark(model.layout.visible[position] ?? -1);
    const markRoom = mark ? this.#mark(mark, left + width, theme) : 0;
    const name = this.fitters.header.fit(info.name, width - 2 * PAD - keyRoom - markRoom);
    const x = snap(right ? left + width - PAD - markRoom : left + PAD + keyRoom, ratio);
    const y = Math.round(theme.headerHeight * NAME_LINE);
    context.textAlign = right ? 'right' : 'left';
    this.pen.use(theme.headerFont, theme.headerText);
    context.fillText(name, x, y);
    if (keyRoom === 0) return;
    context.textAlign = 'left';
    this.pen.use(theme.iconFont, theme.accent);
    context.fillText(KEY_GLYPH, right ? x - this.fitters.header.width(name) - KEY_ROOM : left + PAD, y + 1);
  }

  /** Signs at the right end of a header. Gives the room that they take. */
  #mark({ sort, place, filtered }: HeaderMark, end: number, theme: GridTheme): number {
    const { context } = this.pen;
    const y = Math.round(theme.headerHeight * NAME_LINE) + 1;
    let room = 0;
    context.textAlign = 'right';
    if (place !== undefined) {
      this.pen.use(theme.typeFont, theme.accent);
      context.fillText(String(place), end - PAD, y - 1);
      room += 8;
    }
    this.pen.use(theme.iconFont, theme.accent);
    for (const glyph of [...(sort ? [SORT_GLYPHS[sort]] : []), ...(filtered ? [FILTER_GLYPH] : [])]) {
      context.fillText(glyph, end - PAD - room + 2, y);
      room += KEY_ROOM - 2;
    }
    return room;
  }

  #type({ model, view, geometry, theme, ratio }: PaintInput, position: number): void {
    const info = model.columns[model.layout.visible[position] ?? -1];
    if (!info) return;
    const { context } = this.pen;
    const left = screenLeft(model.layout, geometry, view.scrollX, position);
    const width = model.layout.width(position);
    const right = info.align === 'right';
    context.textAlign = right ? 'right' : 'left';
    this.pen.use(theme.typeFont, theme.dim);
    context.fillText(this.fitters.type.fit(info.type, width - 2 * PAD), snap(right ? left + width - PAD : left + PAD, ratio), Math.round(theme.headerHeight * TYPE_LINE));
  }

  /** Bars, and the share of NULLs as a line below them. */
  #spark({ model, view, geometry, theme }: PaintInput, position: number, spark: Spark | undefined): void {
    if (!spark) return;
    const { context } = this.pen;
    const left = screenLeft(model.layout, geometry, view.scrollX, position) + PAD;
    const width = Math.max(0, model.layout.width(position) - 2 * PAD);
    const [top, bottom] = [theme.headerHeight, geometry.header - 5];
    const each = width / Math.max(1, spark.bars.length);
    context.fillStyle = theme.accent;
    spark.bars.forEach((share, at) => {
      const height = share === 0 ? 0 : Math.max(1, share * (bottom - top));
      context.fillRect(left + at * each, bottom - height, Math.max(1, each - 1), height);
    });
    context.fillStyle = theme.dim;
    context.fillRect(left, bottom + 1, width * spark.nulls, 1);
  }
}
