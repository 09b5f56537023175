import type { ResultState, StartRun } from '../../protocol/results';
import { Emitter } from '../emitter';
import type { Disposal, Listen } from '../emitter';
import type { SentRun } from '../services';

/** A statement with what has become of it so far. */
export interface WatchedRun {
  readonly run: StartRun;
  readonly state: ResultState;
  /** When the state was told, milliseconds since 1970. */
  readonly toldAt: number;
}

/** Milliseconds at work, told or gone by since. */
export function elapsedOf({ state, toldAt }: WatchedRun, now: number): number {
  return state.phase === 'running' ? state.elapsedMs + Math.max(0, now - toldAt) : state.elapsedMs;
}

export interface RunEvents {
  readonly onDidStart: Listen<SentRun>;
  readonly onDidChange: Listen<ResultState>;
}

/** Puts together what was sent and what is told about it, for the history, the problems and the view of running statements. */
export class RunWatch {
  readonly #runs = new Map<string, { readonly run: StartRun; told?: WatchedRun }>();
  readonly #started = new Emitter<SentRun>();
  readonly #changed = new Emitter<void>();
  readonly #settled = new Emitter<WatchedRun>();
  readonly #listening: readonly Disposal[];
  readonly onDidStart = this.#started.event;
  /** Something runs, ran a little further, or ended. */
  readonly onDidChange = this.#changed.event;
  /** Fired when a statement pauses and when it ends: up to twice for each. */
  readonly onDidSettle = this.#settled.event;

  constructor(
    results: RunEvents,
    private readonly now: () => number = Date.now,
  ) {
    this.#listening = [
      results.onDidStart((sent) => {
        this.#runs.set(sent.resultId, { run: sent.run });
        this.#started.fire(sent);
      }),
      results.onDidChange((state) => this.#told(state)),
    ];
  }

  /** Statements that run or wait for somebody to read on, oldest first. */
  get running(): readonly WatchedRun[] {
    return [...this.#runs.values()].flatMap(({ told }) => told ?? []);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#started.dispose();
    this.#changed.dispose();
    this.#settled.dispose();
  }

  #told(state: ResultState): void {
    const known = this.#runs.get(state.resultId);
    if (!known) return;
    const before = known.told?.state.phase ?? 'running';
    known.told = { run: known.run, state, toldAt: this.now() };
    if (hasEnded(state)) this.#runs.delete(state.resultId);
    if (state.phase !== before && state.phase !== 'running') this.#settled.fire(known.told);
    this.#changed.fire();
  }
}

export function hasEnded({ phase }: Pick<ResultState, 'phase'>): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}
