import { realpath } from 'node:fs/promises';
import { HeadwaterError } from '../../core/errors';
import type { DuckDb } from '../../duckdb/duckdb';

interface Shared {
  readonly options: string;
  readonly duckDb: Promise<DuckDb>;
  users: number;
}

/**
 * Database files that are open in this process. DuckDB locks a file against other processes only: opened twice in one,
 * each would overwrite what the other wrote. So sessions on one file share its DuckDB.
 */
export class SharedFiles {
  readonly #open = new Map<string, Shared>();

  /** @param options what the file is opened with: it can be shared only with the same */
  async open(path: string, options: string, make: () => Promise<DuckDb>): Promise<{ readonly duckDb: DuckDb; readonly close: () => Promise<void> }> {
    const key = await realpath(path).catch(() => path);
    const known = this.#open.get(key);
    if (known && (await isAlive(known))) return this.#share(key, known, options);
    const shared: Shared = { options, duckDb: make(), users: 0 };
    this.#open.set(key, shared);
    return this.#share(key, shared, options);
  }

  async #share(key: string, shared: Shared, options: string): Promise<{ readonly duckDb: DuckDb; readonly close: () => Promise<void> }> {
    if (shared.options !== options) {
      throw new HeadwaterError({ what: `Could not open \`${key}\``, why: 'Another connection has it open with other settings.', todo: 'Close that connection first, or give both the same settings.', code: 'in-use' });
    }
    shared.users++;
    let closed = false;
    const close = async () => {
      if (closed) return;
      closed = true;
      shared.users--;
      if (shared.users > 0) return;
      if (this.#open.get(key) === shared) this.#open.delete(key);
      await (await shared.duckDb).close();
    };
    try {
      return { duckDb: await shared.duckDb, close };
    } catch (error) {
      shared.users--;
      if (this.#open.get(key) === shared) this.#open.delete(key);
      throw error;
    }
  }
}

async function isAlive(shared: Shared): Promise<boolean> {
  return shared.duckDb.then(
    (duckDb) => duckDb.alive,
    () => false,
  );
}
