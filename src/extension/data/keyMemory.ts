import * as z from 'zod/mini';
import type { KeyMemory } from './comparer';

/** What the editor keeps for a workspace. */
export interface KeyStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const STORED = 'headwater.comparedKeys';
/** Names beyond the newest of these are forgotten. */
const MOST_NAMES = 200;
const storedShape = z.array(z.tuple([z.string(), z.array(z.string())]));

/** The keys last chosen, kept in the workspace. */
export class StoredKeys implements KeyMemory {
  constructor(private readonly storage: KeyStorage) {}

  get(name: string): readonly string[] {
    return this.#all().find(([stored]) => stored === name)?.[1] ?? [];
  }

  async set(name: string, key: readonly string[]): Promise<void> {
    const others = this.#all().filter(([stored]) => stored !== name);
    await this.storage.update(STORED, [[name, key], ...others].slice(0, MOST_NAMES));
  }

  #all(): readonly (readonly [string, readonly string[]])[] {
    const read = z.safeParse(storedShape, this.storage.get(STORED));
    return read.success ? read.data : [];
  }
}
