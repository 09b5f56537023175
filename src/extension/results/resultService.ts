import { CancelledError, failureOf, HeadwaterError, isCancelled, type Failure } from '../../core/errors';
import { CancelRun, CloseResult, ResultChanged, type ResultState, type StartRun, StartRunRequest } from '../../protocol/results';
import { Emitter } from '../emitter';
import type { Disposal } from '../emitter';
import type { Server } from '../server/api';
import type { Results, SentRun, StartedResult } from '../services';
import type { Tab, TabList } from './tabList';

export interface ResultServiceDeps {
  readonly server: Server;
  readonly tabs: TabList;
  /** Opens the session of a connection where it is not open. */
  open(connectionId: string): Promise<unknown>;
  /** Asks before a statement is run again where that is wanted; false = the person does not want it. */
  mayRunAgain(run: StartRun): Promise<boolean>;
  /** Most unpinned tabs. */
  mostTabs(): number;
  /** Something went wrong that nobody waits for. */
  report(error: unknown, what: string): void;
}

/** A result that is being followed. */
interface Following {
  readonly run: StartRun;
  readonly generation: string | undefined;
  readonly settle: (state: ResultState) => void;
}

/** Starts statements, follows what becomes of them, and keeps the tabs in step. */
export class ResultService implements Results {
  readonly #states = new Map<string, ResultState>();
  readonly #runs = new Map<string, Following>();
  /** News of results whose start has not been answered yet: the notification may overtake the answer. */
  readonly #early = new Map<string, ResultState>();
  /** Results that somebody needs outside of the tabs, and how many do. */
  readonly #held = new Map<string, number>();
  #starting = 0;
  readonly #started = new Emitter<SentRun>();
  readonly #changed = new Emitter<ResultState>();
  readonly #shown = new Emitter<void>();
  readonly #lost = new Emitter<{ readonly resultId: string; readonly failure: Failure }>();
  readonly #listening: readonly Disposal[];
  readonly onDidStart = this.#started.event;
  readonly onDidChange = this.#changed.event;
  /** The results are to be brought into sight. */
  readonly onDidReveal = this.#shown.event;
  /** The rows of a result are gone with the server that held them. */
  readonly onDidLose = this.#lost.event;

  constructor(private readonly deps: ResultServiceDeps) {
    this.#listening = [
      deps.server.on(ResultChanged, (state) => {
        this.#told(state);
      }),
      deps.server.onDidChangeState((state) => {
        if (state !== 'starting') this.#dropGone(state === 'running');
      }),
    ];
  }

  get states(): readonly ResultState[] {
    return [...this.#states.values()];
  }

  /** What was sent for a result that is there. */
  runOf(resultId: string): StartRun | undefined {
    return this.#runs.get(resultId)?.run;
  }

  async start(run: StartRun, options: { readonly reveal: boolean; readonly replaces?: string; readonly held?: boolean }): Promise<StartedResult> {
    const started = await this.#send(run, (resultId) => {
      if (!options.held) return this.deps.tabs.open(run, resultId, options.replaces, this.deps.mostTabs());
      this.hold(resultId);
      return [];
    });
    if (options.reveal) this.#shown.fire();
    return started;
  }

  hold(resultId: string): void {
    this.#held.set(resultId, (this.#held.get(resultId) ?? 0) + 1);
  }

  release(resultId: string): void {
    const holders = this.#held.get(resultId) ?? 0;
    if (holders > 1) this.#held.set(resultId, holders - 1);
    else if (this.#held.delete(resultId) && !this.deps.tabs.ofResult(resultId) && this.#runs.has(resultId)) this.#free([resultId]);
  }

  async cancel(resultId: string): Promise<void> {
    await this.deps.server.request(CancelRun, { resultId });
  }

  async reveal(resultId: string): Promise<void> {
    const tab = this.deps.tabs.ofResult(resultId);
    if (tab) this.deps.tabs.select(tab.id);
    else this.#openTab(resultId);
    this.#shown.fire();
  }

  /** A held result gets a tab. */
  #openTab(resultId: string): void {
    const run = this.runOf(resultId);
    const state = this.#states.get(resultId);
    if (!run) return;
    this.#free(this.deps.tabs.open(run, resultId, undefined, this.deps.mostTabs()));
    if (state) this.deps.tabs.setState(state);
  }

  /** Runs a tab's statement again into the same tab. What goes wrong is shown there. */
  async runAgain(tabId: string): Promise<void> {
    const tab = this.deps.tabs.find(tabId);
    if (!tab) return;
    if (tab.valuesMissing) {
      this.deps.tabs.empty(tabId, { what: `Could not run “${tab.title}” again`, why: 'The values of its parameters were not kept.', todo: 'Run it from its document.' });
      return;
    }
    if (!(await this.deps.mayRunAgain(tab.run))) return;
    if (tab.resultId !== undefined) this.#free([tab.resultId]);
    this.deps.tabs.empty(tabId);
    try {
      await this.deps.open(tab.run.connectionId);
      // A tab that was closed meanwhile wants no result.
      await this.#send(tab.run, (resultId) => (this.deps.tabs.find(tabId) ? this.deps.tabs.fill(tabId, tab.run, resultId) : [resultId]));
    } catch (error) {
      const failure: Failure = isCancelled(error) ? { what: `“${tab.title}” was not run`, why: 'The connection was not opened.' } : failureOf(error, `Could not run “${tab.title}” again`);
      this.deps.tabs.empty(tabId, failure);
    }
  }

  close(tabIds: readonly string[]): void {
    this.#free(this.deps.tabs.close(tabIds));
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#started.dispose();
    this.#changed.dispose();
    this.#shown.dispose();
    this.#lost.dispose();
  }

  /** `show` puts the result where it is seen, and names those that are no longer: in the same turn as the answer, so that no news is lost. */
  async #send(run: StartRun, show: (resultId: string) => readonly string[]): Promise<StartedResult> {
    this.#starting += 1;
    try {
      const { resultId } = await this.deps.server.request(StartRunRequest, run);
      const unseen = show(resultId);
      const settled = this.#follow(run, resultId, this.deps.server.generation);
      this.#free(unseen);
      return { resultId, settled };
    } finally {
      this.#starting -= 1;
      if (this.#starting === 0) this.#early.clear();
    }
  }

  #follow(run: StartRun, resultId: string, generation: string | undefined): Promise<ResultState> {
    const settled = new Promise<ResultState>((resolve) => {
      this.#runs.set(resultId, { run, generation, settle: resolve });
    });
    this.#started.fire({ resultId, run });
    const early = this.#early.get(resultId);
    this.#early.delete(resultId);
    if (early) this.#told(early);
    return settled;
  }

  #told(state: ResultState): void {
    const run = this.#runs.get(state.resultId);
    if (!run) {
      if (this.#starting > 0) this.#early.set(state.resultId, state);
      return;
    }
    this.#states.set(state.resultId, state);
    this.deps.tabs.setState(state);
    this.#changed.fire(state);
    // Rows that keep coming go on after a pause: whoever waits for their end still does.
    if (state.phase !== 'running' && !(state.phase === 'paused' && state.live)) run.settle(state);
  }

  /** The server ended or was restarted: results of another generation are gone. */
  #dropGone(running: boolean): void {
    const { generation } = this.deps.server;
    for (const [resultId, run] of [...this.#runs]) {
      if (running && run.generation === generation) continue;
      this.#lose(resultId, run.settle);
    }
  }

  #lose(resultId: string, settle: (state: ResultState) => void): void {
    const before = this.#states.get(resultId);
    const tab = this.deps.tabs.ofResult(resultId);
    const atWork = before === undefined || before.phase === 'running' || before.phase === 'paused';
    const title = tab?.title ?? before?.title ?? 'The statement';
    const failure = atWork ? unfinished(title, before, tab?.run.writes !== false) : rowsGone(title);
    this.#runs.delete(resultId);
    this.#states.delete(resultId);
    this.#held.delete(resultId);
    if (tab) this.deps.tabs.empty(tab.id, failure);
    this.#lost.fire({ resultId, failure });
    if (!atWork) return;
    const ended = { ...(before ?? emptyState(resultId, tab)), phase: 'failed', failure } as const;
    this.#changed.fire(ended);
    settle(ended);
  }

  /** Results that no tab shows any more; those of a server that has ended are gone already. */
  #free(resultIds: readonly string[]): void {
    for (const resultId of resultIds) {
      if (this.#held.has(resultId)) continue;
      const run = this.#runs.get(resultId);
      const state = this.#states.get(resultId);
      this.#runs.delete(resultId);
      this.#states.delete(resultId);
      if (state && (state.phase === 'running' || state.phase === 'paused')) {
        const ended = { ...state, phase: 'cancelled' } as const;
        this.#changed.fire(ended);
        run?.settle(ended);
      }
      if (this.deps.server.state === 'running') this.#quietly(this.deps.server.request(CloseResult, { resultId }), 'Could not free a result');
    }
  }

  #quietly(work: Promise<unknown>, what: string): void {
    work.catch((error: unknown) => {
      if (!(error instanceof CancelledError) && !(error instanceof HeadwaterError && error.failure.code === 'server-ended')) this.deps.report(error, what);
    });
  }
}

function rowsGone(title: string): Failure {
  return { what: `The rows of “${title}” are no longer there`, why: 'The Headwater server was restarted, and its results ended with it.', todo: 'Run it again to see its rows.' };
}

function unfinished(title: string, state: ResultState | undefined, mayWrite: boolean): Failure {
  const rows = state?.rows ?? 0;
  return {
    what: `“${title}” did not finish`,
    why: `The Headwater server ended while it ran${rows > 0 ? `; ${rows.toLocaleString('en-US')} rows had been received` : ''}.`,
    todo: 'The server is started again by itself: run the statement again. The log says how the server ended.',
    code: 'server-ended',
    ...(mayWrite ? { outcomeUnknown: true } : {}),
  };
}

function emptyState(resultId: string, tab: Tab | undefined): ResultState {
  return {
    resultId,
    connectionId: tab?.run.connectionId ?? '',
    title: tab?.title ?? '',
    phase: 'failed',
    columns: 0,
    rows: 0,
    bytes: 0,
    spilledBytes: 0,
    startedAt: 0,
    elapsedMs: 0,
    complete: false,
    messages: [],
    facts: [],
  };
}
