import type { ObjectStat } from '../../core/contract/objects';

interface Known {
  readonly contentId: string | undefined;
  readonly mtime: number;
}

/** Addresses whose times are remembered. */
const MOST = 10_000;

/**
 * Times of change that grow with every change of content. Systems tell whole seconds: two saves within one
 * would look like the same state, and the editor would go on showing the older.
 */
export class ContentTimes {
  readonly #known = new Map<string, Known>();

  mtimeOf(address: string, { contentId, modifiedMs = 0 }: ObjectStat): number {
    const before = this.#known.get(address);
    if (before && before.contentId === contentId && contentId !== undefined) return before.mtime;
    const mtime = before ? Math.max(modifiedMs, before.mtime + 1) : modifiedMs;
    this.#known.delete(address);
    this.#known.set(address, { contentId, mtime });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST) break;
      this.#known.delete(oldest);
    }
    return mtime;
  }
}
