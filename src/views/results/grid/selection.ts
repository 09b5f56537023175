/** A cell by row in the result and position among the visible columns. */
export interface CellPlace {
  readonly row: number;
  readonly position: number;
}

/** A block of cells, all edges inside. `bottom` and `right` are Infinity where it goes on to the end, also when more rows come. */
export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

interface Span {
  readonly anchor: CellPlace;
  readonly head: CellPlace;
  readonly rows: boolean;
  readonly columns: boolean;
}

/** The focused cell and the selected blocks; the last block is the one that Shift extends. */
export class Selection {
  #spans: readonly Span[] = [];

  /** The cell that keys move and Enter opens. */
  get focus(): CellPlace | undefined {
    return this.#last?.anchor;
  }

  /** The far end of the newest block: what Shift and the arrows move. */
  get head(): CellPlace | undefined {
    return this.#last?.head;
  }

  get ranges(): readonly Range[] {
    return this.#spans.map(rangeOf);
  }

  get isEmpty(): boolean {
    return this.#spans.length === 0;
  }

  moveTo(place: CellPlace): void {
    this.#spans = [{ anchor: place, head: place, rows: false, columns: false }];
  }

  extendTo(place: CellPlace): void {
    const last = this.#last;
    if (!last) {
      this.moveTo(place);
      return;
    }
    this.#spans = [...this.#spans.slice(0, -1), { ...last, head: place }];
  }

  /** Starts one more block. */
  add(place: CellPlace): void {
    this.#spans = [...this.#spans, { anchor: place, head: place, rows: false, columns: false }];
  }

  selectRow(row: number, how: 'only' | 'extend' | 'add'): void {
    this.#whole({ row, position: 0 }, how, 'rows');
  }

  selectColumn(position: number, how: 'only' | 'extend' | 'add'): void {
    this.#whole({ row: 0, position }, how, 'columns');
  }

  selectAll(): void {
    const anchor = this.focus ?? { row: 0, position: 0 };
    this.#spans = [{ anchor, head: anchor, rows: true, columns: true }];
  }

  clear(): void {
    this.#spans = [];
  }

  contains(place: CellPlace): boolean {
    return this.ranges.some(({ top, bottom, left, right }) => place.row >= top && place.row <= bottom && place.position >= left && place.position <= right);
  }

  get #last(): Span | undefined {
    return this.#spans.at(-1);
  }

  #whole(place: CellPlace, how: 'only' | 'extend' | 'add', axis: 'rows' | 'columns'): void {
    const last = this.#last;
    const span = { anchor: place, head: place, rows: axis === 'rows', columns: axis === 'columns' };
    if (how === 'extend' && last?.[axis]) this.#spans = [...this.#spans.slice(0, -1), { ...last, head: place }];
    else if (how === 'extend' && last) this.#spans = [...this.#spans.slice(0, -1), { ...span, anchor: last.anchor }];
    else if (how === 'add') this.#spans = [...this.#spans, span];
    else this.#spans = [span];
  }
}

function rangeOf({ anchor, head, rows, columns }: Span): Range {
  return {
    top: columns ? 0 : Math.min(anchor.row, head.row),
    bottom: columns ? Infinity : Math.max(anchor.row, head.row),
    left: rows ? 0 : Math.min(anchor.position, head.position),
    right: rows ? Infinity : Math.max(anchor.position, head.position),
  };
}

/** The ranges inside a grid of `rows` × `positions`, cut so that none overlap: each cell is in exactly one. */
export function disjoint(ranges: readonly Range[], rows: number, positions: number): readonly Range[] {
  const out: Range[] = [];
  for (const range of ranges) {
    let pieces = within(range, rows, positions);
    for (const taken of out) pieces = pieces.flatMap((piece) => subtract(piece, taken));
    out.push(...pieces);
  }
  return out;
}

export function cellCount(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { top, bottom, left, right }) => sum + (bottom - top + 1) * (right - left + 1), 0);
}

function within(range: Range, rows: number, positions: number): Range[] {
  const cut = { top: range.top, left: range.left, bottom: Math.min(range.bottom, rows - 1), right: Math.min(range.right, positions - 1) };
  return cut.top <= cut.bottom && cut.left <= cut.right ? [cut] : [];
}

/** Up to four pieces of `a` that are not in `b`: above, below, left, right. */
function subtract(a: Range, b: Range): Range[] {
  if (b.top > a.bottom || b.bottom < a.top || b.left > a.right || b.right < a.left) return [a];
  const top = Math.max(a.top, b.top);
  const bottom = Math.min(a.bottom, b.bottom);
  const pieces: Range[] = [];
  if (a.top < b.top) pieces.push({ ...a, bottom: b.top - 1 });
  if (a.bottom > b.bottom) pieces.push({ ...a, top: b.bottom + 1 });
  if (a.left < b.left) pieces.push({ top, bottom, left: a.left, right: b.left - 1 });
  if (a.right > b.right) pieces.push({ top, bottom, left: b.right + 1, right: a.right });
  return pieces;
}
