export const NARROWEST = 40;
export const WIDEST = 2_000;
const UNKNOWN_WIDTH = 120;

/** What is kept of a layout over reloads and re-runs; columns by index in the result. */
export interface LayoutState {
  readonly columns: number;
  readonly order?: readonly number[];
  readonly hidden?: readonly number[];
  readonly frozen?: number;
  /** Widths that the person chose. */
  readonly widths?: readonly (readonly [column: number, width: number])[];
}

/** A run of neighbouring positions, `end` exclusive. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * Order, widths, visibility and freezing of columns. A *column* is an index in the result; a *position* counts the visible columns from the left.
 * Finding what is visible costs a binary search, so that thousands of columns scroll like twelve.
 */
export class ColumnLayout {
  #order: number[];
  readonly #hidden = new Set<number>();
  readonly #widths: Float64Array;
  readonly #chosen = new Set<number>();
  #frozen = 0;
  #visible: readonly number[] = [];
  #offsets = new Float64Array(1);
  #dirty = true;

  constructor(readonly columns: number) {
    this.#order = Array.from({ length: columns }, (_, index) => index);
    this.#widths = new Float64Array(columns).fill(UNKNOWN_WIDTH);
  }

  /** Column at each position. */
  get visible(): readonly number[] {
    this.#settle();
    return this.#visible;
  }

  get totalWidth(): number {
    this.#settle();
    return this.#offsets[this.#visible.length] ?? 0;
  }

  get frozen(): number {
    return Math.min(this.#frozen, this.visible.length);
  }

  get frozenWidth(): number {
    return this.left(this.frozen);
  }

  get hiddenCount(): number {
    return this.#hidden.size;
  }

  isHidden(column: number): boolean {
    return this.#hidden.has(column);
  }

  /** All columns in order, hidden ones too. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** Distance of a position's left edge from the left edge of position 0. */
  left(position: number): number {
    this.#settle();
    return this.#offsets[Math.min(position, this.#visible.length)] ?? 0;
  }

  width(position: number): number {
    return this.left(position + 1) - this.left(position);
  }

  widthOf(column: number): number {
    return this.#widths[column] ?? UNKNOWN_WIDTH;
  }

  wasChosen(column: number): boolean {
    return this.#chosen.has(column);
  }

  setWidth(column: number, width: number, by: 'person' | 'content'): void {
    if (by === 'content' && this.#chosen.has(column)) return;
    if (by === 'person') this.#chosen.add(column);
    this.#widths[column] = Math.min(WIDEST, Math.max(NARROWEST, Math.round(width)));
    this.#dirty = true;
  }

  /** Position whose cell holds the distance `x` from the left edge of position 0; `undefined` outside. */
  positionAt(x: number): number | undefined {
    if (x < 0 || x >= this.totalWidth) return undefined;
    return this.#before(x);
  }

  /** The scrolled positions that show in `width` pixels right of the frozen ones. */
  scrolled(scrollX: number, width: number): Span {
    const from = this.frozenWidth + scrollX;
    const room = width - this.frozenWidth;
    if (room <= 0 || this.frozen >= this.visible.length) return { first: this.frozen, end: this.frozen };
    const first = Math.max(this.frozen, this.#before(from));
    const end = Math.min(this.visible.length, this.#before(from + room - 0.01) + 1);
    return { first, end: Math.max(first, end) };
  }

  hide(columns: Iterable<number>): void {
    for (const column of columns) this.#hidden.add(column);
    this.#dirty = true;
  }

  show(columns: Iterable<number>): void {
    for (const column of columns) this.#hidden.delete(column);
    this.#dirty = true;
  }

  showAll(): void {
    this.#hidden.clear();
    this.#dirty = true;
  }

  /** Keeps the first `positions` at the left edge while the others scroll. */
  freeze(positions: number): void {
    this.#frozen = Math.max(0, positions);
  }

  /** Moves the column at a position so that it stands at `to`. */
  move(from: number, to: number): void {
    const moved = this.visible[from];
    const target = this.visible[to];
    if (moved === undefined || target === undefined || moved === target) return;
    const order = this.#order.filter((column) => column !== moved);
    order.splice(order.indexOf(target) + (to > from ? 1 : 0), 0, moved);
    this.#order = order;
    this.#dirty = true;
  }

  state(): LayoutState {
    return {
      columns: this.columns,
      ...(this.#order.some((column, index) => column !== index) && { order: this.#order }),
      ...(this.#hidden.size > 0 && { hidden: [...this.#hidden] }),
      ...(this.#frozen > 0 && { frozen: this.#frozen }),
      ...(this.#chosen.size > 0 && { widths: [...this.#chosen].map((column) => [column, this.widthOf(column)] as const) }),
    };
  }

  /** Takes over what was kept, where it is of as many columns; anything else in it that does not fit is left out. */
  restore(state: LayoutState): void {
    if (state.columns !== this.columns) return;
    const known = (column: number): boolean => Number.isInteger(column) && column >= 0 && column < this.columns;
    if (state.order?.length === this.columns && new Set(state.order.filter(known)).size === this.columns) this.#order = [...state.order];
    for (const column of state.hidden ?? []) if (known(column)) this.#hidden.add(column);
    for (const [column, width] of state.widths ?? []) if (known(column)) this.setWidth(column, width, 'person');
    this.#frozen = state.frozen ?? 0;
    this.#dirty = true;
  }

  /** Last position that starts at or before `x`. */
  #before(x: number): number {
    this.#settle();
    let low = 0;
    let high = this.#visible.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#offsets[middle] ?? 0) <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #settle(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#visible = this.#order.filter((column) => !this.#hidden.has(column));
    this.#offsets = new Float64Array(this.#visible.length + 1);
    let at = 0;
    this.#visible.forEach((column, position) => {
      at += this.#widths[column] ?? UNKNOWN_WIDTH;
      this.#offsets[position + 1] = at;
    });
  }
}
