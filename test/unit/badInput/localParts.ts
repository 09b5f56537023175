import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { LocalBackend } from '../../../src/backends/local/backend';
import type { ConnectionProfile } from '../../../src/core/contract/profile';
import { HeadwaterError, type Failure } from '../../../src/core/errors';
import type { ServerSettings } from '../../../src/protocol/lifecycle';
import type { ExportFormat, ResultState, StartRun } from '../../../src/protocol/results';
import { ParquetWriter } from '../../../src/duckdb/parquet';
import { Engine } from '../../../src/engine/engine';
import { Backends } from '../../../src/server/backends';
import { ResultsClient } from '../../../src/server/results/client';
import { OpenConnections } from '../../../src/server/engine/openConnections';
import { Exporter } from '../../../src/server/runs/exporter';
import { Runs } from '../../../src/server/runs/runs';
import { SessionRegistry } from '../../../src/server/sessions/sessionRegistry';
import { Settings } from '../../../src/server/settings';
import { workIn } from '../../../src/server/workingFolder';
import { bundleWorker } from '../support/bundleWorker';

export const never = new AbortController().signal;

export interface LocalWorkers {
  readonly duckDb: string;
  readonly results: string;
  /** Absent: no statement reads more than its own connection. */
  readonly engine?: string;
}

export async function bundleWorkers(): Promise<LocalWorkers> {
  return { duckDb: await bundleWorker('src/duckdb/worker.ts'), results: await bundleWorker('src/server/results/worker.ts') };
}

/** A folder that is removed at the end of the test; its real path, since DuckDB compares paths. */
export async function scratch(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'headwater-bad-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface LocalOptions {
  readonly trusted?: boolean;
  readonly memoryPerResult?: number;
  readonly spillQuota?: number;
  readonly firstRows?: number;
  /** Where spill files go, in place of a folder beside the workspace. */
  readonly storageFolder?: string;
}

/** What the server process is made of, in this one: the local backend, its runs, the results in their worker, exports. */
export class LocalParts {
  private constructor(
    /** The only folder of the workspace. */
    readonly workspace: string,
    readonly results: ResultsClient,
    private readonly sessions: SessionRegistry,
    private readonly runs: Runs,
    private readonly exporter: Exporter,
  ) {}

  static async start(workers: LocalWorkers, options: LocalOptions = {}): Promise<LocalParts> {
    const workspace = await scratch();
    const settings: ServerSettings = {
      storageFolder: options.storageFolder ?? (await scratch()),
      workspaceFolders: [workspace],
      trusted: options.trusted ?? true,
      timeZone: 'UTC',
      wireLog: false,
      limits: { memoryPerResult: options.memoryPerResult ?? 256e6, spillQuota: options.spillQuota ?? 4e9, firstRows: options.firstRows ?? 10_000, pausedMs: 600_000 },
    };
    const log = { write: () => undefined };
    const before = process.cwd();
    workIn(settings.workspaceFolders, log);
    onTestFinished(() => {
      process.chdir(before);
    });
    const backends = new Backends([{ id: 'local', load: () => Promise.resolve(new LocalBackend(workers.duckDb)) }], log);
    const current = new Settings(settings);
    const sessions = new SessionRegistry(backends, current, log);
    const engine = new Engine({ workerPath: workers.engine ?? 'none', connections: new OpenConnections(() => []), settings: () => settings });
    const { memoryPerResult, spillQuota } = settings.limits;
    const results = new ResultsClient(workers.results, { folder: path.join(settings.storageFolder, 'results'), memoryPerResult, spillQuota, timeZone: 'UTC' });
    const noData = {
      read: () => {
        throw new Error('These tests read no objects.');
      },
    };
    const runs = new Runs(sessions, current, results, 'test', engine, noData, results);
    const parquet = new ParquetWriter(workers.duckDb);
    onTestFinished(async () => {
      await runs.dispose();
      await Promise.all([sessions.dispose(), results.dispose(), engine[Symbol.asyncDispose](), parquet[Symbol.asyncDispose]()]);
    });
    return new LocalParts(workspace, results, sessions, runs, new Exporter(runs, results, parquet));
  }

  /** Opens a connection, in memory where no database file is named, and gives its id. */
  async open(values: ConnectionProfile['values'] = {}, id = 'local'): Promise<string> {
    await this.sessions.open({ profile: { id, name: 'Local', backend: 'local', values }, secrets: {} }, never);
    return id;
  }

  /** Why a connection cannot be opened. */
  cannotOpen(values: ConnectionProfile['values']): Promise<Failure> {
    return failureFrom(this.open(values, 'refused'));
  }

  /** Runs a statement to its end, or to where its source waits. */
  async run(statement: string, more: Partial<StartRun> = {}): Promise<ResultState> {
    if (!this.sessions.find('local')) await this.open();
    const { resultId } = await this.runs.start({ connectionId: 'local', statement, title: 'T', ...more });
    const run = this.runs.get(resultId);
    await Promise.race([run.ended, untilPaused(() => run.state.phase === 'paused')]);
    return run.state;
  }

  /** Why a statement fails. Afterwards the connection must still answer. */
  async failing(statement: string): Promise<Failure> {
    const { failure, phase } = await this.run(statement);
    if (!failure) throw new Error(`The statement is ${phase}, not failed: ${statement}`);
    const next = await this.run('SELECT 42 AS still_there');
    if (next.phase !== 'done' || next.rows !== 1) throw new Error(`The connection does not work any more: ${next.failure?.why ?? next.phase}`);
    return failure;
  }

  /** The text of a cell of a result as copied. */
  async cell({ resultId }: ResultState, row = 0, column = 0): Promise<string> {
    return (await this.results.copy({ resultId, ranges: [{ row, rows: 1, columns: [column] }], format: 'tsv', headers: false })).text;
  }

  async export({ resultId }: ResultState, format: ExportFormat, file: string): Promise<{ readonly rows: number; readonly bytes: number }> {
    return this.exporter.export({ resultId, format, path: file, token: format }, never);
  }
}

async function untilPaused(isPaused: () => boolean): Promise<void> {
  while (!isPaused()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What people are told of work that must fail. */
export async function failureFrom(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`A failure with words was expected, but there was: ${String(error)}`);
}
