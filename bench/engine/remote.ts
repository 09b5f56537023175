import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from '../../src/core/contract/session';
import type { DuckDbConnection } from '../../src/duckdb/duckdb';
import { Engine } from '../../src/engine/engine';
import { RemoteFiles } from '../../src/engine/remote/remoteFiles';
import type { EngineConnection } from '../../src/engine/sources';
import { MemoryObjects } from '../../test/unit/engineRemote/memoryObjects';
import { SyntheticSession } from '../../test/engine/source/session';
import { median } from './out';

const NEVER = new AbortController().signal;
const MIB = 1_048_576;

export interface RemoteFigures {
  /** Milliseconds of the first statement, which fetches what it needs. */
  readonly first: number;
  /** Milliseconds of the same statement once its parts are here. */
  readonly again: number;
  /** Milliseconds of DuckDB on the local file. */
  readonly local: number;
  /** Fetched for the first statement, and in all. */
  readonly fetched: number;
  readonly whole: number;
}

/** One aggregate over two columns and a tenth of the rows of a Parquet object, read in parts; the store is in memory, so no network is measured. */
export async function remoteParquet(plain: DuckDbConnection, file: string, folder: string, rows: number, runs: number): Promise<RemoteFigures> {
  const objects = new MemoryObjects();
  objects.pieceBytes = MIB;
  objects.put('repo/main/t.parquet', await readFile(file));
  const session: Session = Object.assign(new SyntheticSession(new Map()), { objects });
  const bound: EngineConnection = { id: 'lake', name: 'lake', session, protected: false };
  const files = new RemoteFiles({ folder: path.join(folder, 'objects'), workerPath: path.resolve('dist/duckdbWorker.js'), limits: () => ({ quota: 4096 * MIB, askAbove: 4096 * MIB, wholeBelow: MIB }) });
  const engine = new Engine({
    workerPath: path.resolve('dist/engineWorker.js'),
    connections: { find: async () => undefined, names: () => ['lake'] },
    files,
    settings: () => ({ storageFolder: folder, workspaceFolders: [], trusted: true, timeZone: 'UTC' }),
  });
  const select = (from: string) => `SELECT sum(f), max(s) FROM '${from}' WHERE a BETWEEN ${rows / 2} AND ${rows / 2 + rows / 10}`;
  const ask = async (): Promise<number> => {
    const started = performance.now();
    for await (const event of engine.run(select('mem://repo/main/t.parquet'), bound, { signal: NEVER }).events) if (event.kind === 'done') break;
    return performance.now() - started;
  };
  const direct = async (): Promise<number> => {
    const started = performance.now();
    await plain.rows(select(file), 'Could not read', NEVER);
    return performance.now() - started;
  };
  try {
    const first = await ask();
    const fetched = objects.bytesRead;
    const [again, local]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < runs; turn++) {
      again.push(await ask());
      local.push(await direct());
    }
    return { first, again: median(again), local: median(local), fetched, whole: (await stat(file)).size };
  } finally {
    await engine[Symbol.asyncDispose]();
    await files.dispose();
  }
}
