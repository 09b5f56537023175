import type { Field } from 'apache-arrow';
import { type CellText, makeCellFormatter } from '../../../core/format/cell';
import { type ColumnKeys, readKeys } from '../keys/columnKeys';
import type { Pacer } from '../pacer';
import { RadixMemory } from '../sort/radix';
import { orderBy, places } from '../sort/sortRows';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';

/** Values handled between two looks at the clock. */
const STEP = 16_384;

/** Equal values stand side by side. */
export interface Run {
  /** Places in the sorted order. */
  readonly start: number;
  readonly end: number;
}

/** One column of some rows in its order: distinct values, extremes and quantiles can be read off it. */
export class SortedColumn {
  private constructor(
    private readonly rows: Rows,
    readonly field: Field,
    private readonly column: number,
    private readonly keys: ColumnKeys,
    private readonly order: Uint32Array,
    private readonly among: Uint32Array | undefined,
  ) {}

  /** @param among rows in ascending order; absent = all. @throws HeadwaterError, CancelledError */
  static async of(rows: Rows, column: number, among: Uint32Array | undefined, pacer: Pacer): Promise<SortedColumn> {
    const keys = await readKeys(rows, column, among, pacer);
    const order = await orderBy(places(keys.count), keys, false, new RadixMemory(keys.count), pacer);
    return new SortedColumn(rows, fieldAt(rows, column), column, keys, order, among);
  }

  get count(): number {
    return this.keys.count;
  }

  get nulls(): number {
    return this.keys.nullCount;
  }

  /** Values that are not NULL: they stand first in the order. */
  get values(): number {
    return this.keys.count - this.keys.nullCount;
  }

  /** Calls `take` for each distinct value, the least first; NULL is none. */
  async eachRun(pacer: Pacer, take: (run: Run) => void): Promise<void> {
    let start = 0;
    for (let from = 0; from < this.values; from += STEP) {
      start = this.#runs(from, Math.min(this.values, from + STEP), start, take);
      if (pacer.due) await pacer.pause();
    }
    if (this.values > start) take({ start, end: this.values });
  }

  /** The runs that end between two places. Gives where the last one starts. The loop stands by itself: within a function that waits for others it is several times slower. */
  #runs(from: number, end: number, start: number, take: (run: Run) => void): number {
    const { order } = this;
    for (let at = Math.max(1, from); at < end; at++) {
      if (this.#same(order[at - 1] ?? 0, order[at] ?? 0)) continue;
      take({ start, end: at });
      start = at;
    }
    return start;
  }

  /** Whether the value at a place of the order is NaN: its key is the greatest of all. */
  isNaN(place: number): boolean {
    return this.keys.words.every((word) => word[this.order[place] ?? 0] === 0xffff_ffff);
  }

  /** Row of the value at a place of the order. */
  rowAt(place: number): number {
    const at = this.order[place] ?? 0;
    return this.among?.[at] ?? at;
  }

  /** The value at a place of the order as text. */
  async textAt(place: number, timeZone: string, maxChars?: number): Promise<CellText> {
    const [span] = await this.rows.spans(this.rowAt(place), 1);
    const formatter = makeCellFormatter(this.field, { timeZone, ...(maxChars !== undefined && { maxChars }) });
    return span ? formatter.format(span.batch.column(this.column), span.start) : { text: '', kind: 'text', cut: false };
  }

  /** Reads the value at a place of the order. */
  async read<R>(place: number, read: (data: Parameters<ReturnType<typeof makeCellFormatter>['format']>[0], index: number) => R, otherwise: R): Promise<R> {
    const [span] = await this.rows.spans(this.rowAt(place), 1);
    return span ? read(span.batch.column(this.column), span.start) : otherwise;
  }

  #same(one: number, other: number): boolean {
    for (const word of this.keys.words) if (word[one] !== word[other]) return false;
    return true;
  }
}
