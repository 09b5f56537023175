import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ArrowMessage, ExecutionEvent, StatementParameter } from '../../../src/core/contract/execution';
import type { Session } from '../../../src/core/contract/session';
import { HeadwaterError } from '../../../src/core/errors';
import { DuckDb, type DuckDbConnection } from '../../../src/duckdb/duckdb';
import { Engine, type EngineSettings } from '../../../src/engine/engine';
import type { EngineConnection, FileSources } from '../../../src/engine/sources';
import { bundleWorker } from '../../unit/support/bundleWorker';

const NEVER = new AbortController().signal;

export interface Bench {
  readonly engine: Engine;
  readonly duckDb: DuckDb;
  readonly plain: DuckDbConnection;
  connection(name: string): EngineConnection;
  stop(): Promise<void>;
}

export interface BenchWishes {
  /** Names of connections that are read-only unless a person confirms. */
  readonly protected?: readonly string[];
  readonly settings?: Partial<EngineSettings>;
  /** Why a name of a connection that is not there is refused. */
  readonly findFails?: string;
  /** Takes the memory of batches that have been read. */
  readonly release?: (buffer: ArrayBuffer) => void;
}

/** An engine over some sessions, and a plain DuckDB beside it. */
export async function startEngine(sessions: Readonly<Record<string, Session>>, files?: FileSources, wishes: BenchWishes = {}): Promise<Bench> {
  const [workerPath, duckPath] = [await bundleWorker('src/engine/worker/main.ts'), await bundleWorker('src/duckdb/worker.ts')];
  const storageFolder = await mkdtemp(path.join(tmpdir(), 'headwater-engine-'));
  const all = Object.entries(sessions).map(([name, session]): EngineConnection => ({ id: `id-${name}`, name, session, protected: wishes.protected?.includes(name) === true }));
  const engine = new Engine({
    workerPath,
    connections: {
      find: async (name) => {
        const found = all.find((connection) => connection.name.toLowerCase() === name.toLowerCase());
        if (!found && wishes.findFails !== undefined && name === 'twice') throw new HeadwaterError({ what: `Could not read ${name}`, why: wishes.findFails, kind: 'invalid' });
        return found;
      },
      names: () => all.map(({ name }) => name),
    },
    settings: () => ({ storageFolder, workspaceFolders: [], trusted: true, timeZone: 'UTC', ...wishes.settings }),
    ...(files ? { files } : {}),
    ...(wishes.release ? { release: wishes.release } : {}),
  });
  const duckDb = await DuckDb.open({ workerPath: duckPath, path: ':memory:' });
  const plain = await duckDb.connect();
  return {
    engine,
    duckDb,
    plain,
    connection: (name) => {
      const found = all.find((connection) => connection.name === name);
      if (!found) throw new Error(`There is no ${name}.`);
      return found;
    },
    stop: async () => {
      await engine[Symbol.asyncDispose]();
      await duckDb.close();
      await rm(storageFolder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly messages: readonly ArrowMessage[];
  readonly rows: number;
  readonly done: (ExecutionEvent & { readonly kind: 'done' }) | undefined;
  readonly told: readonly string[];
}

export async function answer(bench: Bench, text: string, bound: string, options: { readonly parameters?: readonly StatementParameter[]; readonly signal?: AbortSignal } = {}): Promise<Answer> {
  const messages: ArrowMessage[] = [];
  const told: string[] = [];
  let rows = 0;
  let done: Answer['done'];
  for await (const event of bench.engine.run(text, bench.connection(bound), { signal: NEVER, ...options }).events) {
    if (event.kind === 'done') done = event;
    else if (event.kind === 'message') told.push(event.text);
    else if (event.kind !== 'progress') {
      messages.push(event);
      if (event.kind === 'batch') rows += event.rows;
    }
  }
  return { messages, rows, done, told };
}

/** The messages of a query of a plain DuckDB. */
export async function plainMessages(connection: DuckDbConnection, text: string): Promise<readonly ArrowMessage[]> {
  const messages: ArrowMessage[] = [];
  for await (const event of connection.run(text, { signal: NEVER })) if (event.kind !== 'ended' && event.kind !== 'progress') messages.push(event);
  return messages;
}

export async function failureOfRun(work: Promise<unknown>): Promise<HeadwaterError['failure'] | Error | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof HeadwaterError ? error.failure : error instanceof Error ? error : new Error(String(error))),
  );
}
