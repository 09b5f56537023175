import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';
import type { ImportSource, ImportStatus } from './api/importsApi';
import type { LakeFs } from './api/lakeFs';
import { waitFor } from './http/retry';

const record = z.object({
  repository: z.string(),
  branch: z.string(),
  id: z.string(),
  /** Milliseconds since 1970. */
  started: z.number(),
  /** Destinations, for people. */
  label: z.string(),
});
export type ImportRecord = z.infer<typeof record>;

/** The server keeps the status of an import for a day, and has no list of them. */
const KEPT_MS = 24 * 3_600_000;
/** Milliseconds until the first look, and between later ones: small imports end at once, and the count of large ones is brought up to date each second. */
const FIRST_LOOK_MS = 100;
const LOOK_MS = 1_000;
/** Milliseconds without news after which nobody works on an import any more: it does not outlive its server. */
const STALLED_MS = 30_000;

/** Imports that were started here; remembered in a file, so that they are found again after the window was closed. */
export class Imports {
  #records: readonly ImportRecord[] | undefined;

  /** @param folder of the connection; empty where nothing is to be kept */
  constructor(
    private readonly lakeFs: LakeFs,
    private readonly folder: string,
    private readonly stalledMs = STALLED_MS,
  ) {}

  async start(repository: string, branch: string, sources: readonly ImportSource[], commit: { readonly message: string; readonly metadata?: Readonly<Record<string, string>> }, signal: AbortSignal): Promise<ImportRecord> {
    const id = await this.lakeFs.imports.start(repository, branch, sources, commit, signal);
    const started = { repository, branch, id, started: Date.now(), label: sources.map(({ destination }) => destination).join(', ') };
    await this.#save([started, ...(await this.#load())]);
    return started;
  }

  /** Those of a repository, newest first. */
  async of(repository: string): Promise<readonly ImportRecord[]> {
    return (await this.#load()).filter((one) => one.repository === repository);
  }

  async find(repository: string, id: string): Promise<ImportRecord> {
    const found = (await this.of(repository)).find((one) => one.id === id);
    if (found) return found;
    throw new HeadwaterError({ what: `Could not find the import ${id}`, why: 'It was not started from here, or more than a day ago.', kind: 'notFound' });
  }

  status({ repository, branch, id }: ImportRecord, signal: AbortSignal): Promise<ImportStatus> {
    return this.lakeFs.imports.status(repository, branch, id, signal);
  }

  /** Waits until it is over. A signal ends the waiting, not the import. @throws HeadwaterError where the import failed, or the server has forgotten it */
  async wait(one: ImportRecord, signal: AbortSignal, progress: (status: ImportStatus) => void = () => undefined): Promise<ImportStatus> {
    let news = { at: '', heard: performance.now() };
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LOOK_MS, pause * 2)) {
      const status = await this.status(one, signal);
      // A failed import is never completed.
      if (status.error) throw new HeadwaterError({ what: `The import into \`${one.branch}\` of \`${one.repository}\` failed`, why: sentence(status.error.message), todo: todoOf(status.error.message), detail: status.error.message });
      if (status.completed) return status;
      progress(status);
      if (status.update_time !== news.at) news = { at: status.update_time, heard: performance.now() };
      if (performance.now() - news.heard > this.stalledMs) throw stalled(one);
      await waitFor(pause, signal);
    }
  }

  async cancel({ repository, branch, id }: ImportRecord, signal: AbortSignal): Promise<void> {
    await this.lakeFs.imports.cancel(repository, branch, id, signal);
  }

  async #load(): Promise<readonly ImportRecord[]> {
    this.#records ??= await this.#read();
    return this.#records.filter(({ started }) => Date.now() - started < KEPT_MS);
  }

  async #read(): Promise<readonly ImportRecord[]> {
    if (this.folder === '') return [];
    try {
      const result = z.safeParse(z.array(record), JSON.parse(await readFile(this.#file(), 'utf8')));
      return result.success ? result.data : [];
    } catch {
      return [];
    }
  }

  async #save(records: readonly ImportRecord[]): Promise<void> {
    this.#records = records;
    if (this.folder === '') return;
    await mkdir(this.folder, { recursive: true });
    const fresh = `${this.#file()}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(records));
    await rename(fresh, this.#file());
  }

  #file(): string {
    return join(this.folder, 'imports.json');
  }
}

function stalled({ repository, branch }: ImportRecord): HeadwaterError {
  return new HeadwaterError({
    what: `The import into \`${branch}\` of \`${repository}\` stopped`,
    why: 'The server has told nothing new of it for a while. It was probably started again in between, and does not go on with it.',
    todo: 'Look at the newest commit of the branch: where it is not the import, nothing was imported. Then import again.',
    outcomeUnknown: true,
  });
}

/** True where an import that is not over has not been worked on for a while. */
export function isStalled({ completed, error, update_time }: ImportStatus, now: number): boolean {
  const age = now - Date.parse(update_time);
  return !completed && !error && age > STALLED_MS * 2;
}

function sentence(message: string): string {
  const line = message.split('\n')[0]?.trim() ?? '';
  return /dirty branch/iu.test(line) ? 'The branch has changes that are not committed.' : `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

function todoOf(message: string): string {
  if (/dirty branch/iu.test(message)) return 'Commit or discard them, and import again.';
  if (/forbidden/iu.test(message)) return 'Ask who runs the server to allow imports from there.';
  return 'Check the source, and import again.';
}
