import type { StatementParameter } from '../../core/contract/execution';
import type { ConnectionProfile } from '../../core/contract/profile';
import { isCancelled } from '../../core/errors';
import type { ResultState, StartRun } from '../../protocol/results';
import type { StatementInfo } from '../../protocol/statements';
import { orCancelled, whenCancelled } from '../cancel';
import type { Results } from '../services';
import type { ActiveRun, ActiveRuns } from './activeRuns';
import type { LastResults } from './lastResults';
import type { RunPrompts } from './prompts';
import { namedConnections } from './namedConnections';
import { limitsOf, onErrorOf } from './runOptions';
import type { WriteGuard } from './writeGuard';

export interface RunRequest {
  readonly profile: ConnectionProfile;
  /** In order; their places are those of the whole document. */
  readonly statements: readonly StatementInfo[];
  /** The document that they stand in. */
  readonly uri?: string;
  /** Of the document's `-- headwater:` lines. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunnerDeps {
  readonly results: Pick<Results, 'start' | 'cancel'>;
  readonly active: ActiveRuns;
  readonly last: Pick<LastResults, 'take'>;
  readonly prompts: RunPrompts;
  readonly guard: Pick<WriteGuard, 'mayRun'>;
  /** Opens the session of a connection where it is not open. */
  open(connectionId: string, signal: AbortSignal): Promise<unknown>;
  /** All connections. */
  profiles(): readonly ConnectionProfile[];
  /** The setting `headwater.sql.onError`. */
  onError(uri: string | undefined): string | undefined;
}

/**
 * Runs statements one after the other, each into its own result. A result whose source waits for somebody to read on
 * counts as ended. Everything that a person is asked comes before the first statement, but for what to do about a failure.
 */
export class Runner {
  constructor(private readonly deps: RunnerDeps) {}

  /** Ends when the last statement has; never throws. */
  async run(request: RunRequest): Promise<void> {
    const { profile, statements, uri } = request;
    const [first] = statements;
    if (!first) {
      this.deps.prompts.nothing();
      return;
    }
    const summary = { connectionId: profile.id, title: first.title, total: statements.length, ...(uri === undefined ? {} : { uri }) };
    await this.deps.active.track(summary, async (run) => {
      try {
        await this.#prepareAndRun(request, run);
      } catch (error) {
        if (!isCancelled(error)) this.deps.prompts.failed(error, `Could not run ${first.title}`, profile);
      }
    });
  }

  async #prepareAndRun(request: RunRequest, run: ActiveRun): Promise<void> {
    const { profile, statements, uri } = request;
    if (!(await this.deps.guard.mayRun(profile, statements))) return;
    const values = await this.#values(statements, uri);
    if (!values) return;
    run.move({ step: 'connecting' });
    await orCancelled(this.deps.open(profile.id, run.signal), run.signal);
    for (const other of this.#others(profile, statements)) await orCancelled(this.deps.open(other, run.signal), run.signal);
    await this.#runAll(request, values, run);
  }

  /** A statement may read from other connections too. */
  #others(profile: ConnectionProfile, statements: readonly StatementInfo[]): ReadonlySet<string> {
    return new Set(statements.flatMap(({ text }) => namedConnections(text, profile, this.deps.profiles()).map(({ id }) => id)));
  }

  /** Named parameters mean the same in every statement of a run; numbered ones belong to their statement. */
  async #values(statements: readonly StatementInfo[], uri: string | undefined): Promise<ReadonlyMap<StatementInfo, readonly StatementParameter[]> | undefined> {
    const values = new Map<StatementInfo, readonly StatementParameter[]>();
    const named = new Map<string, StatementParameter>();
    for (const statement of statements.filter(({ parameters }) => parameters.length > 0)) {
      const given = await this.deps.prompts.parameters(statement, uri, named);
      if (!given) return undefined;
      values.set(statement, given);
      for (const parameter of given) if (!isNumbered(parameter.name)) named.set(parameter.name, parameter);
    }
    return values;
  }

  async #runAll({ profile, statements, uri, settings = {} }: RunRequest, values: ReadonlyMap<StatementInfo, readonly StatementParameter[]>, run: ActiveRun): Promise<void> {
    const begun = new Set<string>();
    for (const [index, statement] of statements.entries()) {
      if (run.signal.aborted) return;
      run.move({ step: 'statement', at: index + 1 });
      const parameters = values.get(statement);
      const state = await this.#runOne(
        {
          connectionId: profile.id,
          statement: statement.text,
          title: statement.title,
          writes: statement.writes,
          ...limitsOf({ ...settings, ...statement.settings }),
          ...settingsOf(settings, statement),
          ...(parameters ? { parameters } : {}),
          ...(uri === undefined ? {} : { source: { uri, range: { start: statement.start, end: statement.end } } }),
        },
        { index, begun, run },
      );
      if (state.phase === 'cancelled') return;
      const left = statements.length - index - 1;
      if (state.phase === 'failed' && left > 0 && !(await this.#goOn(statement, state, left, onErrorOf(settings, this.deps.onError(uri))))) return;
    }
  }

  async #runOne(start: StartRun, { index, begun, run }: { readonly index: number; readonly begun: Set<string>; readonly run: ActiveRun }): Promise<ResultState> {
    const replaces = this.deps.last.take(start, begun);
    const { resultId, settled } = await this.deps.results.start(start, { reveal: index === 0, ...(replaces === undefined ? {} : { replaces }) });
    begun.add(resultId);
    run.move({ step: 'statement', at: index + 1, resultId });
    const stopListening = whenCancelled(run.signal, () => {
      // A stop that fails is told by the result itself, which goes on.
      this.deps.results.cancel(resultId).catch(() => undefined);
    });
    try {
      return await settled;
    } finally {
      stopListening();
    }
  }

  #goOn(failed: StatementInfo, state: ResultState, left: number, onError: 'stop' | 'continue' | 'ask'): Promise<boolean> {
    switch (onError) {
      case 'stop':
        return Promise.resolve(false);
      case 'continue':
        return Promise.resolve(true);
      case 'ask':
        return this.deps.prompts.goOn(failed, state.failure, left);
    }
  }
}

/** Those of the document, and before them those of the statement. */
function settingsOf(document: Readonly<Record<string, string>>, statement: StatementInfo): Pick<StartRun, 'settings'> {
  const settings = { ...document, ...statement.settings };
  return Object.keys(settings).length === 0 ? {} : { settings };
}

export function isNumbered(name: string): boolean {
  return /^\d+$/u.test(name);
}
