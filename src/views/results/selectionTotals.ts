import type { CellRange, SelectionTotals, TotalsQuery } from '../../protocol/results';
import type { GridModel } from './grid/gridModel';
import { cellCount, disjoint, type Range } from './grid/selection';
import { type HostLink, isQuiet } from './hostLink';

const WAIT_MS = 120;

/** The selection as blocks of the result's own rows and columns; no cell is in two of them. */
export function selectedRanges(model: GridModel): readonly CellRange[] {
  return cellRanges(model, disjoint(model.selection.ranges, model.rows, model.layout.visible.length));
}

function cellRanges(model: GridModel, ranges: readonly Range[]): readonly CellRange[] {
  return ranges.map(({ top, bottom, left, right }) => ({ row: top, rows: bottom - top + 1, columns: model.layout.visible.slice(left, right + 1) }));
}

/** Totals of the selection: asked a moment after it has come to rest, and given up when it changes. */
export class TotalsWatch {
  #totals: SelectionTotals | undefined;
  #cells = 0;
  #key = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(
    private readonly link: HostLink,
    private readonly changed: () => void,
  ) {}

  get totals(): SelectionTotals | undefined {
    return this.#totals;
  }

  get cells(): number {
    return this.#cells;
  }

  look(model: GridModel | undefined, resultId: string | undefined, view?: string): void {
    const ranges = model ? disjoint(model.selection.ranges, model.rows, model.layout.visible.length) : [];
    const key = `${resultId ?? ''}/${view ?? ''}|${ranges.map(({ top, bottom, left, right }) => `${top}-${bottom}:${left}-${right}`).join()}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#cells = cellCount(ranges);
    this.#totals = undefined;
    this.#asking?.abort();
    clearTimeout(this.#timer);
    this.changed();
    if (!model || resultId === undefined || this.#cells < 2) return;
    this.#timer = setTimeout(() => {
      this.#ask({ resultId, ...(view !== undefined && { view }), ranges: cellRanges(model, ranges) });
    }, WAIT_MS);
  }

  #ask(query: TotalsQuery): void {
    const asking = (this.#asking = new AbortController());
    this.link.call('totals', query, asking.signal).then(
      (totals) => {
        if (asking.signal.aborted) return;
        this.#totals = totals;
        this.changed();
      },
      (error: unknown) => {
        // Totals are a help: where they cannot be had the count stays, and the result's own state tells of failures.
        if (!isQuiet(error)) this.changed();
      },
    );
  }
}
