import { randomUUID } from 'node:crypto';
import { hostname, uptime } from 'node:os';
import path from 'node:path';
import type { Disk, DiskFile } from './disk';

/**
 * The folder for spill files of this process, beside those of other windows.
 * Its name tells whose it is (`host.pid.random`), so that what a crashed process left can be removed, and nothing else.
 */
export class SpillFolder {
  readonly #own: string;
  #made: Promise<void> | undefined;
  #files = 0;

  constructor(
    private readonly disk: Disk,
    private readonly root: string,
  ) {
    this.#own = path.join(root, `${hostMark()}.${process.pid}.${randomUUID().slice(0, 8)}`);
  }

  /** Removes what processes of this machine left that are no longer alive. Never rejects. */
  async removeAbandoned(): Promise<void> {
    const bootedAt = Date.now() - uptime() * 1000;
    for (const name of await this.disk.list(this.root)) {
      const pid = ownerOf(name);
      if (pid === undefined || path.join(this.root, name) === this.#own) continue;
      const folder = path.join(this.root, name);
      const changedAt = await this.disk.changedAt(folder);
      const fromBefore = changedAt !== undefined && changedAt < bootedAt;
      if (fromBefore || !isAlive(pid)) await this.disk.remove(folder).catch(() => undefined);
    }
  }

  /** A new empty file. */
  async create(): Promise<{ readonly path: string; readonly file: DiskFile }> {
    this.#made ??= this.disk.makeFolder(this.#own);
    try {
      await this.#made;
    } catch (error) {
      this.#made = undefined; // the next result may have more luck
      throw error;
    }
    this.#files += 1;
    const file = path.join(this.#own, `${this.#files}.arrow`);
    return { path: file, file: await this.disk.create(file) };
  }

  async remove(file: string): Promise<void> {
    await this.disk.remove(file).catch(() => undefined);
  }

  async dispose(): Promise<void> {
    await this.disk.remove(this.#own).catch(() => undefined);
  }
}

function hostMark(): string {
  return hostname().replace(/[^A-Za-z0-9-]/gu, '_');
}

/** The process id in the name of a folder that was made on this machine. */
function ownerOf(name: string): number | undefined {
  const [host, pid, random, ...rest] = name.split('.');
  return host === hostMark() && random !== undefined && rest.length === 0 && /^\d+$/u.test(pid ?? '') ? Number(pid) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
