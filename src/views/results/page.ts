import type { Arrangement } from '../../protocol/resultsArrange';
import type { ResultTab, ResultsSettings } from '../../protocol/resultsView';
import type { ResultState } from '../../protocol/results';
import { CellReader } from './grid/cells';
import type { LayoutState } from './grid/columnLayout';
import { GridModel } from './grid/gridModel';
import type { CellPlace } from './grid/selection';
import { type HostLink, isQuiet } from './hostLink';
import { EditMode } from './edit/editMode';
import type { PendingEdits } from './edit/pendingEdits';
import { LiveFollower } from './live/liveView';
import { Arranger } from './arrange/arranger';
import { differenceMarks } from './compare/differenceMarks';
import type { TabLook, TabMemory } from './memory';
import type { ViewId } from './views/viewId';

export interface PageEvents {
  /** Something of it is to be drawn. */
  changed(page: ResultPage): void;
  columnsKnown(page: ResultPage, columns: readonly number[]): void;
  /** The first cells of a result are there. */
  firstCells(page: ResultPage, columns: readonly number[]): void;
}

const COLUMNS_FIRST = 200;
const COLUMNS_NEXT = 1_000;
/** Rows read when somebody goes beyond the end of what has been read. */
const READ_ON_ROWS = 100_000;

/** One tab: its newest state and, where it has columns, the grid's model of its result. */
export class ResultPage {
  /** How the person looks at the result; where it has no such view it is the grid. */
  view: ViewId;
  /** What the person has set in each view, as that view keeps it. */
  viewState: Readonly<Record<string, unknown>>;
  /** The column that the profile is opened for. */
  profileAt: number | undefined;
  readonly #ending = new AbortController();
  #tab: ResultTab;
  #model: GridModel | undefined;
  #resultId: string | undefined;
  #layout: LayoutState | undefined;
  #position: { readonly top: number; readonly scrollX: number };
  /** The active cell of the rows that were here before. */
  #cell: CellPlace | undefined;
  #reading = false;
  #windowError: unknown;
  #fitted = false;
  #live: LiveFollower | undefined;
  #edit: EditMode | undefined;
  #arranger: Arranger | undefined;
  #arrangement: Arrangement | undefined;
  /** Changes that wait for the rows of their table. */
  #pending: PendingEdits | undefined;

  constructor(
    tab: ResultTab,
    private readonly link: HostLink,
    private readonly settings: ResultsSettings,
    private readonly events: PageEvents,
    memory: TabMemory | undefined,
  ) {
    this.#tab = tab;
    this.view = memory?.view ?? 'grid';
    this.viewState = memory?.viewState ?? {};
    this.#layout = memory?.layout;
    this.#arrangement = memory?.arrangement;
    this.#pending = memory?.pending;
    this.#position = { top: memory?.top ?? 0, scrollX: memory?.scrollX ?? 0 };
    this.update(tab);
  }

  get tab(): ResultTab {
    return this.#tab;
  }

  get model(): GridModel | undefined {
    return this.#model;
  }

  /** Of a result whose rows keep coming. */
  get live(): LiveFollower | undefined {
    return this.#live;
  }

  /** Of rows that can be changed: as they stand in their table, not in another order. */
  get edit(): EditMode | undefined {
    return this.#arranger?.active === true ? undefined : this.#edit;
  }

  get pendingChanges(): number {
    return this.#pending?.edits.length ?? this.#edit?.buffer.count ?? 0;
  }

  /** Changes that are not applied are no longer wanted. */
  forgetChanges(): void {
    this.#pending = undefined;
    this.#edit?.discard();
    this.events.changed(this);
  }

  get arranger(): Arranger | undefined {
    return this.#arranger;
  }

  /** Names the rows that are on the screen where the result has several views of them. */
  get inView(): { readonly view?: string } {
    const view = this.#arranger?.view ?? this.#live?.view;
    return view === undefined ? {} : { view };
  }

  /** Whether more rows are being read because somebody asked. */
  get reading(): boolean {
    return this.#reading;
  }

  /** Why rows cannot be shown although the result is there. */
  get windowError(): unknown {
    return this.#windowError;
  }

  /** Fires when the page is done with. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  get look(): TabLook {
    return { view: this.view, viewState: this.viewState };
  }

  get memory(): TabMemory {
    const model = this.#model;
    const arrangement = this.#arranger?.active === true ? { arrangement: this.#arranger.wanted } : {};
    const waiting = this.#pending ?? this.#edit?.pending;
    const more = { ...this.look, ...(waiting && { pending: waiting }) };
    return model ? { layout: model.layout.state(), top: model.top, scrollX: model.scrollX, ...arrangement, ...more } : { ...(this.#layout && { layout: this.#layout }), ...this.#position, ...more };
  }

  update(tab: ResultTab): void {
    this.#tab = tab;
    const { state } = tab;
    if (state?.resultId !== this.#resultId) this.#dropModel();
    this.#resultId = state?.resultId;
    if (!state || state.columns === 0) return;
    const fresh = this.#model === undefined;
    const model = (this.#model ??= this.#makeModel(state.resultId, state.columns));
    if (fresh) model.marks = differenceMarks(model);
    if (fresh) this.#makeArranger(model, state);
    if (fresh && tab.table) void this.#openTable(model, tab.id);
    if (state.live) {
      this.#live ??= new LiveFollower(model, this.link, state.resultId, state, this.settings.timeZone, () => {
        this.events.changed(this);
      }, (base) => this.#arranger?.ofLive(base) ?? Promise.resolve(base));
      this.#live.update(state);
      return;
    }
    const first = model.rows === 0 && state.rows > 0;
    model.setRows(state.rows, state.complete || state.phase === 'failed' || state.phase === 'cancelled' || state.endedEarly !== undefined, this.#arranger?.active !== true);
    this.#arranger?.update(state);
    if (!first) return;
    if (this.#cell && this.#cell.row < state.rows && this.#cell.position < state.columns) model.selection.moveTo(this.#cell);
    else if (this.#cell) this.#position = { top: 0, scrollX: 0 };
    this.#cell = undefined;
    model.scrollTo(this.#position.top, this.#position.scrollX);
    // The first rows are asked for now, not in the next frame.
    model.look();
  }

  /** Reads up to `rows` rows, or all. */
  read(rows: number | null): void {
    const resultId = this.#resultId;
    if (this.#reading || resultId === undefined) return;
    this.#reading = true;
    this.link.call('read', { resultId, rows }).then(
      () => {
        this.#finishReading();
      },
      () => {
        // The result's own state tells why; there is nothing more to say here.
        this.#finishReading();
      },
    );
  }

  retryWindows(): void {
    this.#windowError = undefined;
    this.#model?.source.resume();
    this.events.changed(this);
  }

  dispose(): void {
    this.#ending.abort();
    this.#dropModel();
  }

  #makeArranger(model: GridModel, state: ResultState): void {
    const arranger = new Arranger(model, this.link, state.resultId, this.settings.timeZone, {
      changed: () => {
        this.#markRows(model);
        this.events.changed(this);
      },
      readAll: () => {
        if (this.#tab.state?.phase === 'paused') this.read(null);
      },
      live: state.live && (() => { this.#live?.rearrange(); }),
    });
    this.#arranger = arranger;
    // The same columns are arranged as they were before.
    if (this.#arrangement && columnsIn(this.#arrangement).every((column) => column < state.columns)) arranger.restore(this.#arrangement);
  }

  /** Changes are marked where the rows stand as in their table. */
  #markRows(model: GridModel): void {
    if (this.#edit) model.marks = this.edit ?? differenceMarks(model);
  }

  #finishReading(): void {
    this.#reading = false;
    this.events.changed(this);
  }

  #dropModel(): void {
    if (!this.#model) return;
    this.#layout = this.#model.layout.state();
    this.#arrangement = this.#arranger?.active === true ? this.#arranger.wanted : undefined;
    this.#arranger?.dispose();
    this.#arranger = undefined;
    // Rows that are read again are looked at where the ones before were; without an active cell they begin at the top.
    this.#cell = this.#model.selection.head;
    this.#position = this.#cell ? { top: this.#model.top, scrollX: this.#model.scrollX } : { top: 0, scrollX: 0 };
    this.#live?.dispose();
    this.#live = undefined;
    this.#pending ??= this.#edit?.pending;
    this.#edit = undefined;
    this.#model.dispose();
    this.#model = undefined;
    this.#windowError = undefined;
    this.#fitted = false;
  }

  #makeModel(resultId: string, columns: number): GridModel {
    const reader = new CellReader(this.settings.timeZone);
    const model = new GridModel({
      columns,
      now: () => performance.now(),
      fetch: async (ask, wanted, signal) => {
        const window = await this.link.call('window', { resultId, row: ask.row, rows: ask.rows, columns: wanted }, signal);
        const part = reader.read(window.bytes, window.row, wanted);
        this.#firstCells(model, wanted, part.rows);
        return part;
      },
      changed: () => {
        this.events.changed(this);
      },
      failed: (error) => {
        if (isQuiet(error)) return;
        this.#windowError = error;
        this.events.changed(this);
      },
      readOn: () => {
        if (this.#tab.state?.phase === 'paused') this.read(model.rows + READ_ON_ROWS);
      },
    });
    if (this.#layout) model.layout.restore(this.#layout);
    void this.#loadColumns(model, resultId, columns);
    return model;
  }

  /** The first part is in the cache one turn after it has been read. */
  #firstCells(model: GridModel, columns: readonly number[], rows: number): void {
    if (this.#fitted || rows === 0) return;
    this.#fitted = true;
    queueMicrotask(() => {
      queueMicrotask(() => {
        if (model === this.#model) this.events.firstCells(this, columns);
      });
    });
  }

  /** The rows are there without it; what can be changed comes a moment later. */
  async #openTable(model: GridModel, tab: string): Promise<void> {
    try {
      const table = await this.link.call('table', { tab });
      if (model !== this.#model || !table || table.changes.length === 0) return;
      this.#edit = new EditMode(table, model, this.link, tab, () => {
        this.events.changed(this);
      });
      this.#markRows(model);
      this.events.changed(this);
      await this.#takeUp(this.#edit, model);
    } catch {
      // The host has told why; the rows stay readable.
    }
  }

  /** Rows that were changed are read as far as they stood, and then found by their keys. */
  async #takeUp(edit: EditMode, model: GridModel): Promise<void> {
    const pending = this.#pending;
    const resultId = this.#resultId;
    if (!pending || resultId === undefined) return;
    const last = Math.max(-1, ...pending.keys.map(([row]) => row));
    if (last >= model.storedRows) await this.link.call('read', { resultId, rows: last + 1 });
    await edit.takeUp(pending);
    if (edit !== this.#edit) return;
    this.#pending = undefined;
    this.events.changed(this);
  }

  async #loadColumns(model: GridModel, resultId: string, count: number): Promise<void> {
    for (let from = 0; from < count && model === (this.#model ?? model); from += from === 0 ? COLUMNS_FIRST : COLUMNS_NEXT) {
      const wanted = Math.min(count - from, from === 0 ? COLUMNS_FIRST : COLUMNS_NEXT);
      try {
        const infos = await this.link.call('columns', { resultId, from, count: wanted });
        infos.forEach((info, index) => (model.columns[from + index] = info));
        this.events.columnsKnown(this, infos.map((_, index) => from + index));
      } catch (error) {
        if (!isQuiet(error)) this.#windowError = error;
        return;
      }
    }
  }
}

function columnsIn({ sort, filters }: Arrangement): readonly number[] {
  return [...sort, ...filters].map(({ column }) => column);
}
