import type { StartRun } from '../../protocol/results';
import type { Disposal } from '../emitter';
import type { RunWatch, WatchedRun } from '../running/runWatch';
import type { Connections, SentRun } from '../services';
import type { HistoryEntry, HistoryOutcome } from './entry';
import type { HistoryStore } from './historyStore';
import { withoutSecrets } from './redact';

/** UTF-16 code units of a statement that are kept. */
const LONGEST = 131_072;
/** Milliseconds after which a statement is recorded although it has not ended. */
const SLOW = 2_000;

export interface RecorderDeps {
  readonly runs: Pick<RunWatch, 'onDidStart' | 'onDidSettle'>;
  readonly store: Pick<HistoryStore, 'add'>;
  readonly connections: Pick<Connections, 'find'>;
  /** The setting `headwater.history.enabled`. */
  enabled(): boolean;
  /** Told when an entry could not be written. */
  failed(error: unknown): void;
}

/** Writes every statement that runs into the history, whoever started it. */
export class HistoryRecorder {
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #listening: readonly Disposal[];

  constructor(private readonly deps: RecorderDeps) {
    this.#listening = [deps.runs.onDidStart((sent) => this.#started(sent)), deps.runs.onDidSettle((run) => this.#settled(run))];
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
  }

  /** A statement that takes long is written before it ends, since its window may end first. */
  #started({ resultId, run }: SentRun): void {
    const startedAt = Date.now();
    const timer = setTimeout(() => {
      this.#waiting.delete(resultId);
      this.#write(run, { id: resultId, startedAt, elapsedMs: 0, rows: 0, outcome: 'started' });
    }, SLOW);
    this.#waiting.set(resultId, timer);
  }

  #settled({ run, state }: WatchedRun): void {
    clearTimeout(this.#waiting.get(state.resultId));
    this.#waiting.delete(state.resultId);
    const outcome: HistoryOutcome = state.phase === 'running' ? 'started' : state.phase;
    const { resultId: id, startedAt, elapsedMs, rows, rowsAffected, failure } = state;
    this.#write(run, { id, startedAt, elapsedMs, rows, outcome, ...(rowsAffected === undefined ? {} : { rowsAffected }), ...(failure ? { reason: failure.why } : {}) });
  }

  #write(run: StartRun, what: Omit<HistoryEntry, 'statement' | 'title' | 'connectionId' | 'connectionName' | 'uri'>): void {
    const ofResults = run.data?.kind === 'compareResults' || run.data?.kind === 'snapshot' || run.data?.kind === 'saved';
    if (!this.deps.enabled() || run.command !== undefined || ofResults) return; // the history runs statements
    const statement = withoutSecrets(run.statement).slice(0, LONGEST);
    const entry: HistoryEntry = {
      ...what,
      statement,
      ...(statement === run.statement ? {} : { altered: true }),
      title: run.title,
      connectionId: run.connectionId,
      connectionName: this.deps.connections.find(run.connectionId)?.name ?? '',
      ...(run.source ? { uri: run.source.uri } : {}),
    };
    this.deps.store.add(entry).catch((error: unknown) => this.deps.failed(error));
  }
}
