import { createHash, randomUUID } from 'node:crypto';
import type { ObjectPath, ObjectStat } from '../../core/contract/objects';
import type { CacheEntry, CacheFolder } from './cacheFolder';
import type { DataFormat } from './formats';
import type { StoredFile } from './storedFile';

export interface StoredContent {
  readonly file: StoredFile;
  readonly folder: string;
  readonly key: string;
}

interface Slot {
  readonly opening: Promise<{ readonly content: StoredContent; readonly entry: CacheEntry }>;
  /** Nobody can tell later that it is still the same. */
  readonly passing: boolean;
  users: number;
}

/** The contents of objects on disk, shared by the statements of this process and kept for later ones under a quota. */
export class ContentStore {
  readonly #slots = new Map<string, Slot>();
  /** Contents that are being let go: who wants one again waits until that is done. */
  readonly #closing = new Map<string, Promise<void>>();
  #trimming: Promise<void> = Promise.resolve();

  /** @param quota bytes that contents may take which nobody uses */
  constructor(
    private readonly cache: CacheFolder,
    private readonly quota: () => number,
  ) {}

  /**
   * The content of a key; `make` makes it in a folder where this process does not have it open. {@link release} it afterwards.
   * Those who come meanwhile share the making, and its failure.
   */
  async open(key: string, passing: boolean, make: (folder: string) => Promise<StoredFile>): Promise<StoredContent> {
    const slot = this.#slots.get(key) ?? this.#start(key, passing, make);
    slot.users++;
    try {
      return (await slot.opening).content;
    } catch (error) {
      slot.users--;
      throw error;
    }
  }

  release(key: string): void {
    const slot = this.#slots.get(key);
    if (!slot) return;
    slot.users--;
    this.#trimming = this.#trimming.then(() => this.#trim()).catch(() => undefined);
  }

  /** Closes all; what is whole stays on disk. */
  async dispose(): Promise<void> {
    await this.#trimming;
    await Promise.all([...this.#slots].map(([key, slot]) => this.#drop(key, slot, false)));
  }

  /** Settles when eviction has. */
  async settled(): Promise<void> {
    await this.#trimming;
  }

  #start(key: string, passing: boolean, make: (folder: string) => Promise<StoredFile>): Slot {
    const opening = this.#make(key, make);
    const slot: Slot = { opening, passing, users: 0 };
    this.#slots.set(key, slot);
    opening.catch(() => {
      if (this.#slots.get(key) === slot) this.#slots.delete(key);
    });
    return slot;
  }

  async #make(key: string, make: (folder: string) => Promise<StoredFile>): Promise<{ content: StoredContent; entry: CacheEntry }> {
    await this.#closing.get(key);
    const entry = await this.cache.take(key);
    try {
      const file = await make(entry.folder);
      return { content: { file, folder: entry.folder, key }, entry };
    } catch (error) {
      await this.cache.give(entry, true);
      throw error;
    }
  }

  /** Removes what was not used for longest until the rest is within the quota. What somebody uses counts, and stays. */
  async #trim(): Promise<void> {
    for (const [key, slot] of this.#slots) {
      if (slot.users === 0) await this.#drop(key, slot, slot.passing);
    }
    const idle = await this.cache.idle();
    let bytes = idle.reduce((sum, one) => sum + one.bytes, 0);
    for (const { folder, bytes: freed } of idle) {
      if (bytes <= this.quota()) return;
      await this.cache.remove(folder);
      bytes -= freed;
    }
  }

  async #drop(key: string, slot: Slot, remove: boolean): Promise<void> {
    if (this.#slots.get(key) === slot) this.#slots.delete(key);
    const closing = this.#close(slot, remove).finally(() => {
      if (this.#closing.get(key) === closing) this.#closing.delete(key);
    });
    this.#closing.set(key, closing);
    await closing;
  }

  async #close(slot: Slot, remove: boolean): Promise<void> {
    const made = await slot.opening.catch(() => undefined);
    if (!made) return;
    await made.content.file.close();
    await this.cache.touch(made.entry);
    await this.cache.give(made.entry, remove);
  }
}

/**
 * One for each content. A content id is not always a hash of the bytes, so what holds the object is part of it; not the object's own name:
 * the same content on two branches is kept once.
 */
export function contentKey(connectionId: string, path: ObjectPath, { size, contentId }: ObjectStat, format: DataFormat, partitions: string): string {
  const container = path.slice(0, path.length > 2 ? 1 : 0);
  const parts = [connectionId, container, contentId ?? randomUUID(), size, format.ending, partitions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
