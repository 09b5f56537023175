import type { Execution, RunOptions } from '../../core/contract/execution';
import type { ConnectionProfile } from '../../core/contract/profile';
import { failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import type { DataRead } from '../../protocol/data';
import type { ResultState, StartRun } from '../../protocol/results';
import type { Engine } from '../../engine/engine';
import type { DataReads } from '../data/dataReads';
import type { ResultSource } from '../data/resultData';
import { engineConnection } from '../engine/openConnections';
import { commandLinesOf } from '../commandLines';
import type { LiveSession } from '../sessions/liveSession';
import { redactError } from '../sessions/redact';
import type { SessionRegistry } from '../sessions/sessionRegistry';
import type { Settings } from '../settings';
import { readExecution } from '../tables/readExecution';
import { connectionClosed, type Outcome } from './outcome';
import type { RowSink } from './rowSink';
import type { ResultsClient } from '../results/client';
import { NamedResults } from './namedResults';
import { Run, type RunLimits, type RunParts } from './run';

const NOT_RUN = 'Could not run the statement';

export interface ResultKeeper {
  /** A place for the rows of a new result. */
  open(resultId: string): RowSink;
  close(resultId: string): Promise<void>;
}

/** The runs of this process, by the id of their result. */
export class Runs {
  readonly #runs = new Map<string, Run>();
  readonly #listeners: ((state: ResultState) => void)[] = [];
  readonly #named: NamedResults;
  readonly #source: ResultSource;
  #made = 0;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly settings: Settings,
    private readonly keeper: ResultKeeper,
    private readonly generation: string,
    private readonly engine: Pick<Engine, 'run'>,
    private readonly data: Pick<DataReads, 'read'>,
    rows: Pick<ResultsClient, 'scan' | 'columns' | 'messages'>,
  ) {
    const readAll = async (resultId: string, signal: AbortSignal): Promise<void> => this.#readAll(resultId, signal);
    this.#source = { readAll, messages: (...asked) => rows.messages(...asked) };
    this.#named = new NamedResults({ readAll, scan: (...asked) => rows.scan(...asked), columns: (...asked) => rows.columns(...asked) });
    sessions.onClosed(async ({ connectionId, failure }) => {
      const outcome: Outcome = failure ? { kind: 'failed', failure } : connectionClosed();
      await Promise.all([...this.#runs.values()].filter((run) => run.connectionId === connectionId).map((run) => run.stop(outcome)));
    });
  }

  onReport(listener: (state: ResultState) => void): void {
    this.#listeners.push(listener);
  }

  /** Answers at once; the run's life is told by reports, the first of them after this has returned. */
  start(request: StartRun): Promise<{ readonly resultId: string }> {
    const { data, connectionId } = request;
    const read = (what: DataRead, signal: AbortSignal): Execution => this.data.read(what, connectionId, signal, this.#source);
    if (data?.kind === 'saved') return Promise.resolve(this.#begin(request, { execute: (signal) => read(data, signal), limits: this.#limits(request, {}), failureOf: (error) => failureOf(error, NOT_RUN) }));
    return this.sessions.use(connectionId, NOT_RUN, async (live) =>
      this.#begin(request, {
        execute: (signal) => this.#named.execution(request, live, this.engine, runOptions(request, signal)) ?? execute(request, live, this.engine, read, signal, this.settings.current.timeZone),
        limits: this.#limits(request, live.profile),
        failureOf: (error) => this.#failureOf(error, live),
      }),
    );
  }

  /** @throws HeadwaterError with code `result-lost` for a result of an earlier server, `no-result` for one that was closed */
  get(resultId: string): Run {
    const run = this.#runs.get(resultId);
    if (run) return run;
    const lost = !resultId.startsWith(`${this.generation}.`);
    throw new HeadwaterError({
      what: 'Could not read the result',
      why: lost ? 'Its rows were lost when the Headwater server ended.' : 'It has been closed.',
      todo: 'Run the statement again.',
      code: lost ? 'result-lost' : 'no-result',
    });
  }

  #begin({ connectionId, title }: StartRun, { execute: start, ...parts }: { readonly execute: (signal: AbortSignal) => Execution } & Pick<RunParts, 'limits' | 'failureOf'>): { readonly resultId: string } {
    this.#made += 1;
    const resultId = `${this.generation}.${this.#made}`;
    const controller = new AbortController();
    const report = (state: ResultState): void => {
      for (const listener of this.#listeners) listener(state);
    };
    const run = new Run({ ...parts, resultId, connectionId, title, execution: start(controller.signal), rows: this.keeper.open(resultId), report });
    this.#runs.set(resultId, run);
    void run.ended.then(() => {
      controller.abort();
    });
    setImmediate(() => void run.work());
    return { resultId };
  }

  async close(resultId: string): Promise<void> {
    const run = this.#runs.get(resultId);
    if (!run) return;
    await run.cancel();
    this.#runs.delete(resultId);
    await this.keeper.close(resultId);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.cancel()));
  }

  /** Rows keep coming to a live result: those that are there are all. */
  async #readAll(resultId: string, signal: AbortSignal): Promise<void> {
    const run = this.get(resultId);
    if (!run.isLive) await run.readOn(Infinity, signal);
    const { failure } = run.state;
    if (failure) throw new HeadwaterError({ what: `Could not read the rows of “${run.state.title}”`, why: `Its statement failed: ${failure.why}`, todo: 'Run it again.' });
  }

  #limits(request: StartRun, profile: Pick<ConnectionProfile, 'rowCap' | 'statementTimeoutMs'>): RunLimits {
    const { firstRows, pausedMs } = this.settings.current.limits;
    const rowCap = request.rowCap ?? profile.rowCap;
    const timeoutMs = request.timeoutMs ?? profile.statementTimeoutMs;
    return {
      firstRows: request.readAll ? Infinity : firstRows,
      pausedMs,
      ...(rowCap === undefined ? {} : { rowCap }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }

  #failureOf(error: unknown, live: LiveSession): ReturnType<typeof failureOf> {
    if (!isCancelled(error)) this.sessions.check(live.info.connectionId);
    // A statement may have read from other connections too.
    const redact = (text: string): string => this.sessions.all().reduce((told, other) => other.redact(told), live.redact(text));
    return failureOf(redactError(error, redact, NOT_RUN), NOT_RUN);
  }
}

function execute(request: StartRun, live: LiveSession, engine: Pick<Engine, 'run'>, readData: (read: DataRead, signal: AbortSignal) => Execution, signal: AbortSignal, timeZone: string): Execution {
  const { session, profile } = live;
  const { statements, definitions, tables, objects, inspections } = session;
  const { part, read } = request;
  if (request.data) return readData(request.data, signal);
  if (request.command !== undefined) return commandLinesOf(live, request.command, NOT_RUN).run(request.statement, runOptions(request, signal));
  if (read) return readExecution(read, live, signal, timeZone);
  if (part && inspections) return inspections.read(part.inspection, part.index, runOptions(request, signal));
  if (!part && definitions?.understands(request.statement)) return definitions.run(request.statement, runOptions(request, signal));
  if (!part && (statements ?? tables ?? objects)) return engine.run(request.statement, engineConnection(live), runOptions(request, signal));
  throw new HeadwaterError({ what: NOT_RUN, why: `*${profile.name}* has no statements.`, code: 'no-statements' });
}

function runOptions({ parameters, settings, source }: StartRun, signal: AbortSignal): RunOptions {
  return { signal, ...(parameters === undefined ? {} : { parameters }), ...(settings === undefined ? {} : { settings }), ...(source === undefined ? {} : { scope: source.uri }) };
}
