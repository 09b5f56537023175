import type { Results } from '../services';
import type { ActiveRun, ActiveRuns } from './activeRuns';
import type { RunWatch, WatchedRun } from './runWatch';

/** Something that can be stopped: a run of several statements, or one statement that belongs to none. */
export type Stoppable = { readonly kind: 'run'; readonly run: ActiveRun; readonly watched?: WatchedRun } | { readonly kind: 'statement'; readonly watched: WatchedRun };

/** Finds and stops what is at work. */
export class Stopper {
  constructor(
    private readonly active: Pick<ActiveRuns, 'all'>,
    private readonly watch: Pick<RunWatch, 'running'>,
    private readonly results: Pick<Results, 'cancel'>,
  ) {}

  /** Every run that has begun once, with its statement that is at work; then statements of their own, such as those run again from a tab. Paused ones come last. */
  get all(): readonly Stoppable[] {
    const watched = new Map(this.watch.running.map((one) => [one.state.resultId, one]));
    const begun = this.active.all.filter(({ step }) => step.step !== 'asking');
    const runs = begun.map((run): Stoppable => {
      const own = run.step.step === 'statement' && run.step.resultId !== undefined ? watched.get(run.step.resultId) : undefined;
      if (own) watched.delete(own.state.resultId);
      return { kind: 'run', run, ...(own ? { watched: own } : {}) };
    });
    const rest = [...watched.values()].map((one): Stoppable => ({ kind: 'statement', watched: one }));
    return [...runs, ...rest.filter((one) => isAtWork(one)), ...rest.filter((one) => !isAtWork(one))];
  }

  /** Of {@link all}, what works now: a source that waits for a reader does not. */
  get atWork(): readonly Stoppable[] {
    return this.all.filter(isAtWork);
  }

  /** Of {@link atWork}, what was started from this document. */
  of(uri: string): readonly Stoppable[] {
    return this.atWork.filter((one) => (one.kind === 'run' ? one.run.summary.uri : one.watched.run.source?.uri) === uri);
  }

  /** @throws HeadwaterError where the other side could not be told */
  async stop(...stoppables: readonly Stoppable[]): Promise<void> {
    await Promise.all(
      stoppables.map(async (one) => {
        if (one.kind === 'run') one.run.stop();
        else await this.results.cancel(one.watched.state.resultId);
      }),
    );
  }
}

function isAtWork(one: Stoppable): boolean {
  return one.kind === 'run' || one.watched.state.phase === 'running';
}
