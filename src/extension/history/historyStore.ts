import type { HistoryEntry } from './entry';
import { Emitter } from '../emitter';
import { toLine } from './entry';
import { Segments } from './segments';

/** Entries, newest first, in files that all windows append to. */
export class HistoryStore {
  readonly #segments: Segments;
  readonly #changed = new Emitter<void>();
  #queue: Promise<unknown> = Promise.resolve();
  readonly onDidChange = this.#changed.event;

  /** `limit`: the most entries that are kept. */
  constructor(
    folder: string,
    private readonly limit: () => number,
  ) {
    this.#segments = new Segments(folder);
  }

  /** @throws Error of the file system */
  async add(entry: HistoryEntry): Promise<void> {
    await this.#inTurn(async () => {
      const rotated = await this.#segments.append(toLine(entry));
      if (rotated) await this.#keepingPinned(() => this.#segments.trim(this.limit()));
    });
    this.#changed.fire();
  }

  /** What is pinned is kept whatever the limit, and when the rest is cleared. @throws Error of the file system */
  async pin(entries: readonly HistoryEntry[], pinned: boolean): Promise<void> {
    await this.#inTurn(async () => {
      for (const entry of entries) await this.#segments.append(toLine({ ...entry, pinned }));
    });
    this.#changed.fire();
  }

  /** Unreadable lines are skipped, and stay in their files. @throws Error of the file system */
  async entries(): Promise<readonly HistoryEntry[]> {
    const all = merged(await this.#inTurn(() => this.#segments.read())).sort((one, other) => other.startedAt - one.startedAt);
    const last = all.filter(({ pinned }) => !pinned)[this.limit() - 1];
    return all.filter(({ pinned, startedAt }) => pinned || last === undefined || startedAt >= last.startedAt);
  }

  /** Takes entries out of the files, so that nothing of them is left. @throws Error of the file system */
  async remove(ids: ReadonlySet<string>): Promise<void> {
    await this.#inTurn(() => this.#segments.remove(ids));
    this.#changed.fire();
  }

  /** Leaves what is pinned. @throws Error of the file system */
  async clear(): Promise<void> {
    await this.#inTurn(() => this.#keepingPinned(() => this.#segments.clear()));
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Writes what is pinned anew where files that held it are deleted. */
  async #keepingPinned(work: () => Promise<void>): Promise<void> {
    const before = await this.#pinned();
    await work();
    const left = new Set((await this.#pinned()).map(({ id }) => id));
    for (const entry of before) if (!left.has(entry.id)) await this.#segments.append(toLine(entry));
  }

  async #pinned(): Promise<readonly HistoryEntry[]> {
    return merged(await this.#segments.read()).filter(({ pinned }) => pinned);
  }

  /** One piece of work after the other: a removal rewrites what an addition appends to. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** One for each run: a later line tells more about the same one. */
function merged(lines: readonly HistoryEntry[]): HistoryEntry[] {
  const byId = new Map<string, HistoryEntry>();
  for (const line of lines) {
    const pinned = line.pinned ?? byId.get(line.id)?.pinned;
    byId.set(line.id, { ...line, ...(pinned !== undefined && { pinned }) });
  }
  return [...byId.values()];
}
