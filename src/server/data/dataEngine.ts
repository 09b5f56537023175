import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDb, type DuckDbConnection } from '../../duckdb/duckdb';
import { literal } from '../../engine/remote/formats';
import { REMOTE_SETUP } from '../../engine/remote/setup';

export interface DataEngineOptions {
  /** The bundle of src/duckdb/worker.ts. */
  readonly workerPath: string;
  /** Where contents of objects are kept: the only files that it reads. */
  readonly cacheFolder: string;
  /** For what grows beyond memory. */
  readonly temporaryFolder: string;
  /** IANA name. */
  readonly timeZone: () => string;
}

/** The DuckDB that shows and compares the rows of objects. It is started when it is first needed, and again where it was lost. */
export class DataEngine {
  #opening: Promise<DuckDb> | undefined;

  constructor(private readonly options: DataEngineOptions) {}

  /** A connection of its own. Close it. */
  async connect(): Promise<DuckDbConnection> {
    const duckDb = await this.#opened();
    return duckDb.connect([`SET TimeZone = ${literal(this.options.timeZone())}`]);
  }

  async dispose(): Promise<void> {
    const duckDb = await this.#opening?.catch(() => undefined);
    await duckDb?.close();
  }

  async #opened(): Promise<DuckDb> {
    const known = await this.#opening?.catch(() => undefined);
    if (known?.alive) return known;
    this.#opening = this.#open();
    return this.#opening;
  }

  async #open(): Promise<DuckDb> {
    const { workerPath, cacheFolder, temporaryFolder } = this.options;
    await Promise.all([mkdir(cacheFolder, { recursive: true }), mkdir(temporaryFolder, { recursive: true })]);
    const setup = [...REMOTE_SETUP, `SET GLOBAL allowed_directories = [${literal(`${cacheFolder}/`)}]`, 'SET GLOBAL enable_external_access = false'];
    return DuckDb.open({ workerPath, path: ':memory:', config: { temp_directory: temporaryFolder }, setup });
  }
}

/** The folders of a storage folder. */
export function dataFolders(storageFolder: string): { readonly cacheFolder: string; readonly temporaryFolder: string } {
  return { cacheFolder: join(storageFolder, 'objects'), temporaryFolder: join(storageFolder, 'duckdb') };
}
