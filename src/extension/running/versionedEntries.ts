import type { KeyValueStore } from '../connections/storage';
import { isNewer } from '../newerStorage';

export interface EntriesOptions<T> {
  readonly key: string;
  readonly version: number;
  /** Entries kept; the oldest, which stand first, go first. */
  readonly limit: number;
  isEntry(value: unknown): value is T;
}

/** A bounded list in the editor's storage, under a version. What cannot be read is skipped. What a newer version wrote is left as it is: changes last as long as this object. */
export class VersionedEntries<T> {
  #unsaved: readonly T[] = [];

  constructor(
    private readonly memento: KeyValueStore,
    private readonly options: EntriesOptions<T>,
  ) {}

  read(): readonly T[] {
    const stored = this.memento.get(this.options.key);
    if (isNewer(stored, this.options.version)) return this.#unsaved;
    return isStored(stored) && stored.version === this.options.version ? stored.entries.filter((entry) => this.options.isEntry(entry)) : [];
  }

  async write(entries: readonly T[]): Promise<void> {
    const { key, version, limit } = this.options;
    const kept = entries.slice(-limit);
    if (isNewer(this.memento.get(key), version)) this.#unsaved = kept;
    else await this.memento.update(key, { version, entries: kept });
  }
}

function isStored(value: unknown): value is { readonly version: number; readonly entries: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number' && 'entries' in value && Array.isArray(value.entries);
}
