import { failureOf, type Failure } from '../../../core/errors';
import { RpcError } from '../../../protocol/rpc';
import type { ResultState } from '../../../protocol/results';
import type { ArrangedView, Arrangement, ColumnFilter, SortKey } from '../../../protocol/resultsArrange';
import { CellReader } from '../grid/cells';
import type { GridModel } from '../grid/gridModel';
import { type HostLink, isQuiet } from '../hostLink';
import { t } from '../../shared/l10n';
import { cycled, withFilter } from './arrangement';

export const AS_RECEIVED: Arrangement = { sort: [], filters: [] };

/** Milliseconds between two arrangements while rows arrive, and how much longer than the last one took. */
const STEP_MS = 400;
const SHARE = 3;

/** Keeps the rows of one result in the order and choice that the person wants, also while more of them arrive. */
export class Arranger {
  #wanted: Arrangement = AS_RECEIVED;
  #shown: ArrangedView | undefined;
  /** How the rows on the screen are arranged. */
  #shownAs: Arrangement | undefined;
  #failure: Failure | undefined;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rows = 0;
  #took = 0;
  #last = 0;

  /**
   * @param readAll has the rest of the rows read: an order of some of them would mislead
   * @param live brings a live result to its newest rows, arranged; absent for others
   */
  constructor(
    private readonly model: GridModel,
    private readonly link: HostLink,
    private readonly resultId: string,
    private readonly timeZone: string,
    private readonly events: { changed(): void; readAll(): void; readonly live: (() => void) | undefined },
  ) {
    model.headerMark = (column) => {
      const at = this.#wanted.sort.findIndex((key) => key.column === column);
      const key = this.#wanted.sort[at];
      const filtered = this.#wanted.filters.some((filter) => filter.column === column);
      if (!key && !filtered) return undefined;
      return { filtered, ...(key && { sort: key.descending ? 'down' : 'up', ...(this.#wanted.sort.length > 1 && { place: at + 1 }) }) };
    };
  }

  get wanted(): Arrangement {
    return this.#wanted;
  }

  get active(): boolean {
    return this.#wanted.sort.length > 0 || this.#wanted.filters.length > 0;
  }

  /** Names the rows on the screen where they are arranged. */
  get view(): string | undefined {
    return this.#shown?.view;
  }

  /** The rows on the screen where they are arranged as wanted: those of the arrangement before would be counted as what they are not. */
  get shown(): ArrangedView | undefined {
    return this.#shownAs === this.#wanted ? this.#shown : undefined;
  }

  /** The wanted rows are not on the screen yet. */
  get working(): boolean {
    return this.#asking !== undefined;
  }

  /** Why the rows are not arranged as wanted. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Up, then down, then as received. @param more beside the columns sorted by already */
  sort(column: number, more: boolean): void {
    this.set({ ...this.#wanted, sort: cycled(this.#wanted.sort, column, more) });
  }

  sortBy(key: SortKey, more: boolean): void {
    this.set({ ...this.#wanted, sort: more ? [...this.#wanted.sort.filter(({ column }) => column !== key.column), key] : [key] });
  }

  /** In place of the column's filter. */
  filter(column: number, filter: ColumnFilter | undefined): void {
    this.set({ ...this.#wanted, filters: withFilter(this.#wanted.filters, column, filter) });
  }

  clear(): void {
    this.set(AS_RECEIVED);
  }

  set(wanted: Arrangement): void {
    this.#wanted = wanted;
    this.#failure = undefined;
    this.model.scrollTo(0);
    const { head } = this.model.selection;
    if (head) this.model.selection.moveTo({ row: 0, position: head.position });
    if (this.active) this.events.readAll();
    this.#refresh();
    this.events.changed();
  }

  /** What was wanted of the same columns before the rows were received anew. */
  restore(wanted: Arrangement): void {
    this.#wanted = wanted;
  }

  /** More rows have come. */
  update({ rows, live }: ResultState): void {
    if (live || rows === this.#rows) return;
    if (this.active && this.#rows === 0) this.events.readAll();
    this.#rows = rows;
    if (this.active) this.#soon();
  }

  #soon(): void {
    if (this.#asking || this.#timer !== undefined) return;
    const wait = this.#shown ? Math.max(0, this.#last + Math.max(STEP_MS, this.#took * SHARE) - performance.now()) : 0;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refresh();
    }, wait);
  }

  /** The rows of a live result at one moment, arranged. @param base names them */
  async ofLive(base: ArrangedView): Promise<ArrangedView> {
    if (!this.active) {
      this.#shown = undefined;
      return base;
    }
    const wanted = this.#wanted;
    try {
      this.#shown = await this.link.call('arrange', { resultId: this.resultId, view: base.view, ...wanted });
      this.#shownAs = wanted;
      this.#failure = undefined;
      return this.#shown;
    } catch (error) {
      this.#failed(error);
      this.#shown = undefined;
      return base;
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  #refresh(): void {
    if (this.events.live) {
      this.events.live();
      return;
    }
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#last = performance.now();
    const work = this.active ? this.#arrange(asking.signal) : this.#asReceived();
    work
      .catch((error: unknown) => {
        if (!asking.signal.aborted) this.#failed(error);
      })
      .finally(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        this.#took = performance.now() - this.#last;
        this.events.changed();
        // Rows that came meanwhile.
        if (this.active && this.#shown && this.#shown.of < this.#rows) this.#soon();
      });
  }

  async #arrange(signal: AbortSignal): Promise<void> {
    const wanted = this.#wanted;
    const view = await this.link.call('arrange', { resultId: this.resultId, ...wanted }, signal);
    const reader = new CellReader(this.timeZone);
    await this.#turn(view.rows, async (ask, columns, ended) => {
      const window = await this.link.call('window', { resultId: this.resultId, view: view.view, row: ask.row, rows: ask.rows, columns }, ended);
      return reader.read(window.bytes, window.row, columns);
    }, signal);
    if (signal.aborted) return;
    this.#shown = view;
    this.#shownAs = wanted;
  }

  async #asReceived(): Promise<void> {
    const { options, receivedRows } = this.model;
    await this.#turn(receivedRows, (ask, columns, signal) => options.fetch(ask, columns, signal), new AbortController().signal);
    this.#shown = undefined;
  }

  #turn(rows: number, fetch: GridModel['options']['fetch'], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      this.model.turn(rows, fetch, false, (shown) => {
        if (shown || signal.aborted) resolve();
        else reject(new Error('The arranged rows could not be read.'));
      });
    });
  }

  #failed(error: unknown): void {
    if (isQuiet(error)) return;
    this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not arrange the rows'));
    this.events.changed();
  }
}
