import type { KeyValueStore } from '../connections/storage';
import { VersionedEntries } from './versionedEntries';

/** Its place in the storage of the workspace. */
export const BINDINGS = { key: 'headwater.bindings', version: 1 };

type Entry = readonly [uri: string, connectionId: string];

/** Which connection a person chose for which document, in the storage of the workspace. The choices longest ago are forgotten first. */
export class RememberedBindings {
  readonly #entries: VersionedEntries<Entry>;

  constructor(memento: KeyValueStore) {
    this.#entries = new VersionedEntries(memento, { ...BINDINGS, limit: 500, isEntry });
  }

  get(uri: string): string | undefined {
    return this.#entries.read().find(([known]) => known === uri)?.[1];
  }

  async set(uri: string, connectionId: string): Promise<void> {
    await this.#entries.write([...this.#entries.read().filter(([known]) => known !== uri), [uri, connectionId]]);
  }

  /** Forgets a document, or everything in a folder. */
  async forget(uri: string): Promise<void> {
    const entries = this.#entries.read();
    const kept = entries.filter(([known]) => known !== uri && !isBelow(known, uri));
    if (kept.length < entries.length) await this.#entries.write(kept);
  }

  /** Follows a document, or everything in a folder, to its new place. */
  async move(from: string, to: string): Promise<void> {
    const entries = this.#entries.read();
    const moves = (uri: string): boolean => uri === from || isBelow(uri, from);
    if (entries.some(([uri]) => moves(uri))) await this.#entries.write(entries.map(([uri, id]) => [moves(uri) ? to + uri.slice(from.length) : uri, id]));
  }
}

function isBelow(uri: string, folder: string): boolean {
  return uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
