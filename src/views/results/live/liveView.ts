import type { ResultState } from '../../../protocol/results';
import type { LiveViewParams } from '../../../protocol/resultsLive';
import type { ArrangedView } from '../../../protocol/resultsArrange';
import { CellReader } from '../grid/cells';
import type { GridModel } from '../grid/gridModel';
import type { HostLink } from '../hostLink';
import { changeMarks } from './changeMarks';

/** Milliseconds between two looks at the newest rows: often enough to seem alive, and seldom enough to read. */
const STEP_MS = 200;

export interface LiveOptions {
  readonly order: LiveViewParams['order'];
  /** The newest row of each key only. */
  readonly compact: boolean;
  /** The rows in sight stay as they are although newer ones come. */
  readonly frozen: boolean;
}

/** Keeps the grid of a live result at its newest rows, until somebody scrolls away from them or freezes it. */
export class LiveFollower {
  #options: LiveOptions = { order: 'oldest', compact: false, frozen: false };
  #state: ResultState;
  #shownUpTo = 0;
  #view: string | undefined;
  #base: string | undefined;
  #following = true;
  #turning = false;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastTurn = 0;
  #disposed = false;

  constructor(
    private readonly model: GridModel,
    private readonly link: HostLink,
    private readonly resultId: string,
    state: ResultState,
    private readonly timeZone: string,
    private readonly changed: () => void,
    /** The rows of a view as the person wants them arranged. */
    private readonly arranged: (base: ArrangedView) => Promise<ArrangedView> = (base) => Promise.resolve(base),
  ) {
    this.#state = state;
    model.marks = changeMarks(model);
  }

  get options(): LiveOptions {
    return this.#options;
  }

  /** The view that the grid shows, for copies, cells and totals of what is seen. */
  get view(): string | undefined {
    return this.#view;
  }

  /** The view before it is arranged. */
  get base(): string | undefined {
    return this.#base;
  }

  /** The person wants the rows arranged otherwise. */
  rearrange(): void {
    this.#refresh();
  }

  /** Rows that have come since those in sight. */
  get unseen(): number {
    return Math.max(0, this.#state.rows - this.#shownUpTo);
  }

  get following(): boolean {
    return this.#following && !this.#options.frozen;
  }

  update(state: ResultState): void {
    this.#state = state;
    if (this.following || this.#shownUpTo === 0) this.#refreshSoon();
  }

  set(options: Partial<LiveOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.#following = true;
    if (this.#options.order === 'newest') this.model.scrollTo(0);
    this.#refresh();
    this.changed();
  }

  /** The person has scrolled: at the newest end the grid goes with the rows, elsewhere it stays. */
  scrolled(): void {
    const { model } = this;
    const atEnd = this.#options.order === 'newest' ? model.top < 1 : model.top >= model.rows - model.room.rows - 1;
    if (atEnd === this.#following) return;
    this.#following = atEnd;
    if (atEnd) this.#refreshSoon();
    this.changed();
  }

  /** To the newest rows, and on with them. */
  follow(): void {
    this.#following = true;
    this.#options = { ...this.#options, frozen: false };
    if (this.#options.order === 'newest') this.model.scrollTo(0);
    this.#refresh();
    this.changed();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #refreshSoon(): void {
    const wait = this.#lastTurn + STEP_MS - performance.now();
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if ((this.following || this.#shownUpTo === 0) && this.unseen > 0) this.#refresh();
    }, Math.max(0, wait));
  }

  #refresh(): void {
    if (this.#disposed) return;
    if (this.#turning) {
      this.#wanted = true;
      return;
    }
    this.#turning = true;
    this.#lastTurn = performance.now();
    this.#turn().then(
      () => {
        this.#turned();
      },
      () => {
        this.#turned(); // the result's own state tells why there are no rows
      },
    );
  }

  async #turn(): Promise<void> {
    const { resultId, link, model } = this;
    const { order, compact } = this.#options;
    const base = await link.call('liveView', { resultId, order, compact });
    const { view, rows } = await this.arranged({ view: base.view, rows: base.rows, of: base.rows });
    if (this.#disposed) return;
    const { upTo } = base;
    const isArranged = view !== base.view;
    const reader = new CellReader(this.timeZone);
    const fetch: GridModel['options']['fetch'] = async (ask, columns, signal) => {
      const window = await link.call('window', { resultId, view, row: ask.row, rows: ask.rows, columns }, signal);
      return reader.read(window.bytes, window.row, columns);
    };
    await new Promise<void>((resolve) => {
      model.turn(rows, fetch, order === 'oldest' && this.#following, (shown) => {
        if (shown) {
          this.#view = view;
          this.#base = base.view;
          this.#shownUpTo = upTo;
          model.firstNumber = order === 'oldest' && !compact && !isArranged ? upTo - rows : 0;
        }
        resolve();
      });
    });
  }

  #turned(): void {
    this.#turning = false;
    if (this.#disposed) return;
    this.changed();
    if (this.#wanted) {
      this.#wanted = false;
      this.#refresh();
    } else if (this.following && this.unseen > 0) this.#refreshSoon();
  }
}
