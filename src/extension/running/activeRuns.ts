import { Emitter } from '../emitter';

/** What a run does at the moment. */
export type RunStep =
  | { readonly step: 'asking' }
  | { readonly step: 'connecting' }
  /** `at` counts from 1; `resultId` is there once the server has taken the statement. */
  | { readonly step: 'statement'; readonly at: number; readonly resultId?: string };

export interface RunSummary {
  readonly connectionId: string;
  readonly title: string;
  /** Of the document, where there is one. */
  readonly uri?: string;
  /** Statements in all. */
  readonly total: number;
}

/** One run: a statement, a selection or a file, from the command to the end of its last statement. */
export class ActiveRun {
  readonly #controller = new AbortController();
  readonly startedAt = Date.now();
  #step: RunStep = { step: 'asking' };

  constructor(
    readonly summary: RunSummary,
    private readonly changed: () => void,
  ) {}

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get step(): RunStep {
    return this.#step;
  }

  move(step: RunStep): void {
    this.#step = step;
    this.changed();
  }

  stop(): void {
    this.#controller.abort();
  }
}

/** The runs of this window that have not ended. */
export class ActiveRuns {
  readonly #runs = new Set<ActiveRun>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  get all(): readonly ActiveRun[] {
    return [...this.#runs];
  }

  /** The work starts at once; the run is listed until it ends. */
  async track(summary: RunSummary, work: (run: ActiveRun) => Promise<void>): Promise<void> {
    const run = new ActiveRun(summary, () => this.#changed.fire());
    this.#runs.add(run);
    this.#changed.fire();
    try {
      await work(run);
    } finally {
      this.#runs.delete(run);
      this.#changed.fire();
    }
  }

  dispose(): void {
    for (const run of this.#runs) run.stop();
    this.#changed.dispose();
  }
}
