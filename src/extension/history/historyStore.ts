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
      if (rotated) await this.#segments.trim(this.limit());
    });
    this.#changed.fire();
  }

  /** Unreadable lines are skipped, and stay in their files. @throws Error of the file system */
  async entries(): Promise<readonly HistoryEntry[]> {
    const all = await this.#inTurn(() => this.#segments.read());
    const byId = new Map<string, HistoryEntry>();
    for (const entry of all) byId.set(entry.id, entry); // a later line tells more about the same run
    return [...byId.values()].sort((one, other) => other.startedAt - one.startedAt).slice(0, this.limit());
  }

  /** Takes entries out of the files, so that nothing of them is left. @throws Error of the file system */
  async remove(ids: ReadonlySet<string>): Promise<void> {
    await this.#inTurn(() => this.#segments.remove(ids));
    this.#changed.fire();
  }

  /** @throws Error of the file system */
  async clear(): Promise<void> {
    await this.#inTurn(() => this.#segments.clear());
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** One piece of work after the other: a removal rewrites what an addition appends to. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
