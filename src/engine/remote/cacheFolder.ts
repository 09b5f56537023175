import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER = 'owner';
const KEY = /^[0-9a-f]{40}$/u;
const PRIVATE = /^private-(\d+)-/u;

export interface CacheEntry {
  readonly key: string;
  readonly folder: string;
}

/**
 * Folders on disk, one for each content of an object, that outlive the process. An entry belongs to one process at a time, the first that
 * takes it; another gets a private one in the meantime, which is gone when that process is.
 */
export class CacheFolder {
  readonly #owned = new Map<string, string>();
  #swept = false;

  constructor(readonly root: string) {}

  /** The entry of a key, made where it is not there. Claimed until {@link give}. */
  async take(key: string): Promise<CacheEntry> {
    await this.#sweep();
    const shared = join(this.root, key);
    const folder = (await claims(shared)) ? shared : join(this.root, `private-${process.pid}-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true });
    this.#owned.set(key, folder);
    return { key, folder };
  }

  /** Says that it was used now. */
  async touch({ folder }: CacheEntry): Promise<void> {
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined);
  }

  /** Leaves the entry to others; with `remove`, nothing of it stays. */
  async give({ key, folder }: CacheEntry, remove: boolean): Promise<void> {
    this.#owned.delete(key);
    if (remove || folder !== join(this.root, key)) await rm(folder, { recursive: true, force: true });
    else await rm(join(folder, OWNER), { force: true });
  }

  /** A folder of this process alone. */
  async scratch(): Promise<string> {
    await this.#sweep();
    const folder = join(this.root, `private-${process.pid}-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Entries of nobody, the one that was not used for longest first. */
  async idle(): Promise<readonly { readonly folder: string; readonly bytes: number; readonly usedMs: number }[]> {
    const names = await readdir(this.root).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => KEY.test(name) && !this.#owned.has(name)).map(async (name) => {
        const folder = join(this.root, name);
        if (await ownedByOther(folder)) return [];
        const [bytes, used] = await Promise.all([sizeOf(folder), stat(folder).catch(() => undefined)]);
        return used ? [{ folder, bytes, usedMs: used.mtimeMs }] : [];
      }),
    );
    return found.flat().sort((one, other) => one.usedMs - other.usedMs);
  }

  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined); // an open file cannot be removed everywhere
  }

  /** What processes that are gone left of their own. */
  async #sweep(): Promise<void> {
    if (this.#swept) return;
    this.#swept = true;
    await mkdir(this.root, { recursive: true });
    const names = await readdir(this.root);
    await Promise.all(
      names.map(async (name) => {
        const pid = PRIVATE.exec(name)?.[1];
        if (pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid))) await this.remove(join(this.root, name));
      }),
    );
  }
}

export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** True where the folder is now ours. The mark is made at once or not at all, so two processes cannot both have it. */
async function claims(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const mark = join(folder, OWNER);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = await open(mark, 'wx');
      await file.writeFile(String(process.pid)).finally(() => file.close());
      return true;
    } catch {
      if (await ownedByOther(folder)) return false;
      await rm(mark, { force: true });
    }
  }
  return false;
}

async function ownedByOther(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, OWNER), 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const pid = Number(text);
  return text === '' || (pid !== process.pid && isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
