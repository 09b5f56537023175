import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../../src/core/contract/session';
import { DuckDb, type DuckDbConnection } from '../../../src/duckdb/duckdb';
import { type OverFilesOptions, rowsOverFiles } from '../../../src/engine/remote/overFiles';
import { RemoteFiles, type RemoteLimits } from '../../../src/engine/remote/remoteFiles';
import type { RemoteSource } from '../../../src/engine/remote/remoteSource';
import { REMOTE_SETUP } from '../../../src/engine/remote/setup';
import type { EngineConnection } from '../../../src/engine/sources';
import { bundleWorker } from '../support/bundleWorker';
import { MemoryObjects } from './memoryObjects';

export const never = new AbortController().signal;
const MIB = 1_048_576;

/** A DuckDB, objects in memory and the cache between them. */
export class Bench {
  readonly objects = new MemoryObjects();
  readonly connection: EngineConnection;
  limits: RemoteLimits = { quota: 1024 * MIB, askAbove: 1024 * MIB, wholeBelow: 0 };

  private constructor(
    readonly folder: string,
    readonly workerPath: string,
    readonly duckDb: DuckDb,
    private readonly shared: boolean,
    public files: RemoteFiles,
  ) {
    this.connection = { id: 'c1', name: 'mem', protected: false, session: sessionOf(this.objects) };
  }

  /** @param others whose DuckDB is used: to start one costs more than most tests */
  static async open(others?: DuckDb): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-remote-'));
    const workerPath = await bundleWorker('src/duckdb/worker.ts');
    const duckDb = others ?? (await Bench.start());
    const bench: Bench = new Bench(folder, workerPath, duckDb, others !== undefined, new RemoteFiles({ folder: join(folder, 'cache'), workerPath, limits: () => bench.limits }));
    return bench;
  }

  static async start(): Promise<DuckDb> {
    return DuckDb.open({ workerPath: await bundleWorker('src/duckdb/worker.ts'), path: ':memory:', config: { threads: '4' }, setup: REMOTE_SETUP });
  }

  /** As another start of the server would find the cache. */
  async restart(): Promise<void> {
    await this.files.dispose();
    this.files = this.another();
  }

  another(): RemoteFiles {
    return new RemoteFiles({ folder: join(this.folder, 'cache'), workerPath: this.workerPath, limits: () => this.limits });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.files.dispose();
    if (!this.shared) await this.duckDb.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  local(name: string): string {
    return join(this.folder, name);
  }

  /** Puts what a query makes, written by `COPY … TO` with these options, both on disk and as an object. */
  async make(name: string, query: string, options = ''): Promise<string> {
    const path = this.local(name);
    const connection = await this.duckDb.connect();
    await connection.rows(`COPY (${query}) TO '${path}' ${options}`, 'Could not make the file', never);
    connection.close();
    this.objects.put(`repo/main/${name}`, await readFile(path));
    return path;
  }

  async source(key: string, ref = 'main', signal = never): Promise<RemoteSource> {
    const source = await this.files.open(this.connection, this.objects, ['repo', ref, key], `mem://repo/${ref}/${key}`, signal);
    if (!source) throw new Error(`There is no ${key}.`);
    return source;
  }
}

/** A connection that knows sources as views. */
export async function viewsOf(bench: Bench, views: Readonly<Record<string, RemoteSource | string>>): Promise<{ readonly connection: DuckDbConnection; readonly sources: readonly RemoteSource[] }> {
  const connection = await bench.duckDb.connect();
  for (const [name, of] of Object.entries(views)) {
    const letGo = typeof of === 'string' ? () => undefined : await of.lock(never);
    await connection.rows(`CREATE OR REPLACE TEMP VIEW "${name}" AS ${typeof of === 'string' ? `FROM '${of}'` : of.query}`, 'Could not make a view', never).finally(letGo);
  }
  return { connection, sources: Object.values(views).filter((of) => typeof of !== 'string') };
}

/** A statement over one object, named `t`. */
export async function query(bench: Bench, source: RemoteSource, sql: string, options: Partial<OverFilesOptions> = {}): Promise<readonly (readonly (string | null)[])[]> {
  const { connection } = await viewsOf(bench, { t: source });
  try {
    return await rowsOverFiles(connection, sql, [source], { signal: never, ...options });
  } finally {
    connection.close();
  }
}

export async function reason(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function sessionOf(objects: MemoryObjects): Session {
  return {
    server: { product: 'memory', version: '1', features: [], facts: [] },
    catalog: {
      children: async () => ({ nodes: [] }),
      describe: async () => {
        throw new Error('not here');
      },
      search: async () => [],
      resolve: async () => undefined,
    },
    objects,
    actions: [],
    ping: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
