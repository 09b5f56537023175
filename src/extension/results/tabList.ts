import type { Failure } from '../../core/errors';
import type { ResultState, StartRun } from '../../protocol/results';
import { Emitter } from '../emitter';

/** A tab of the results view as the host knows it. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Whether the person named it: then a re-run keeps the name. */
  readonly named: boolean;
  readonly pinned: boolean;
  readonly run: StartRun;
  /** The run had parameters, whose values are not kept over a reload of the window. */
  readonly valuesMissing?: boolean;
  readonly resultId?: string;
  readonly state?: ResultState;
  readonly lost?: Failure;
}

export interface TabListEvents {
  /** The list, its order, a title or the selection changed. */
  readonly kind: 'list' | 'state';
  readonly tab?: Tab;
}

/** Tabs in order and which one is selected. Knows nothing of the editor or the server. */
export class TabList {
  #tabs: readonly Tab[];
  #selected: string | undefined;
  readonly #changed = new Emitter<TabListEvents>();
  readonly onDidChange = this.#changed.event;

  constructor(
    tabs: readonly Tab[],
    selected: string | undefined,
    private readonly newId: () => string,
  ) {
    this.#tabs = tabs;
    this.#selected = tabs.some((tab) => tab.id === selected) ? selected : tabs.at(-1)?.id;
  }

  get tabs(): readonly Tab[] {
    return this.#tabs;
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  find(id: string): Tab | undefined {
    return this.#tabs.find((tab) => tab.id === id);
  }

  ofResult(resultId: string): Tab | undefined {
    return this.#tabs.find((tab) => tab.resultId === resultId);
  }

  /**
   * Puts a result that has begun into a tab and selects it: the unpinned tab of the result that it replaces, the one of the same place in the
   * same document, or a new one at the end. Returns the results that nobody shows any more.
   */
  open(run: StartRun, resultId: string, replaces: string | undefined, most: number): readonly string[] {
    const free = this.#tabs.filter((tab) => !tab.pinned);
    const home = (replaces === undefined ? undefined : free.find((tab) => tab.resultId === replaces)) ?? free.find((tab) => isSamePlace(tab.run, run));
    if (home) return this.fill(home.id, run, resultId);
    const tab: Tab = { id: this.newId(), title: run.title, named: false, pinned: false, run, resultId };
    this.#tabs = [...this.#tabs, tab];
    this.#selected = tab.id;
    const dropped = this.#limit(most, tab.id);
    this.#changed.fire({ kind: 'list' });
    return dropped;
  }

  /** Puts a new result into a tab. */
  fill(id: string, run: StartRun, resultId: string): readonly string[] {
    const before = this.find(id);
    if (!before) return [];
    this.#replace({ id, title: before.named ? before.title : run.title, named: before.named, pinned: before.pinned, run, resultId });
    this.#selected = id;
    this.#changed.fire({ kind: 'list' });
    return before.resultId === undefined ? [] : [before.resultId];
  }

  setState(state: ResultState): void {
    const before = this.ofResult(state.resultId);
    if (!before) return;
    const tab = { ...before, state };
    this.#replace(tab);
    this.#changed.fire({ kind: 'state', tab });
  }

  /** Takes the result out of a tab and says why. Without `lost` the tab waits for a new one. */
  empty(id: string, lost?: Failure): void {
    const before = this.find(id);
    if (!before) return;
    const { title, named, pinned, run, valuesMissing } = before;
    const tab: Tab = { id, title, named, pinned, run, ...(valuesMissing && { valuesMissing }), ...(lost && { lost }) };
    this.#replace(tab);
    this.#changed.fire({ kind: 'state', tab });
  }

  select(id: string): void {
    if (id === this.#selected || !this.find(id)) return;
    this.#selected = id;
    this.#changed.fire({ kind: 'list' });
  }

  pin(id: string, pinned: boolean): void {
    this.#edit(id, { pinned });
  }

  rename(id: string, title: string): void {
    this.#edit(id, { title, named: true });
  }

  /** Removes tabs and selects the neighbour of the selected one where it went. Returns their results. */
  close(ids: readonly string[]): readonly string[] {
    const at = this.#tabs.findIndex((tab) => tab.id === this.#selected);
    const gone = this.#tabs.filter((tab) => ids.includes(tab.id));
    this.#tabs = this.#tabs.filter((tab) => !ids.includes(tab.id));
    if (!this.find(this.#selected ?? '')) this.#selected = (this.#tabs[at] ?? this.#tabs[at - 1] ?? this.#tabs.at(-1))?.id;
    this.#changed.fire({ kind: 'list' });
    return resultsOf(gone);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Closes the oldest unpinned tabs that have ended, down to `most`. */
  #limit(most: number, keep: string): readonly string[] {
    const over = this.#tabs.filter((tab) => !tab.pinned).length - most;
    if (over <= 0) return [];
    const ended = this.#tabs.filter((tab) => !tab.pinned && tab.id !== keep && tab.state?.phase !== 'running').slice(0, over);
    this.#tabs = this.#tabs.filter((tab) => !ended.includes(tab));
    return resultsOf(ended);
  }

  #edit(id: string, change: Partial<Pick<Tab, 'title' | 'named' | 'pinned'>>): void {
    const before = this.find(id);
    if (!before) return;
    this.#replace({ ...before, ...change });
    this.#changed.fire({ kind: 'list' });
  }

  #replace(tab: Tab): void {
    this.#tabs = this.#tabs.map((known) => (known.id === tab.id ? tab : known));
  }
}

/** A statement run again from where it stands in its document takes its own tab. */
function isSamePlace(a: StartRun, b: StartRun): boolean {
  return a.source !== undefined && b.source !== undefined && a.source.uri === b.source.uri && a.source.range.start === b.source.range.start && a.connectionId === b.connectionId;
}

function resultsOf(tabs: readonly Tab[]): readonly string[] {
  return tabs.flatMap((tab) => tab.resultId ?? []);
}
