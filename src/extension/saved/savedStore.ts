import { HeadwaterError } from '../../core/errors';
import type { KeyValueStore } from '../connections/storage';
import { Emitter } from '../emitter';
import { VersionedEntries } from '../running/versionedEntries';
import type { SavedItem, SavedScope } from './savedItem';
import { isSavedItem } from './savedItem';

/** Nothing that a person saved is dropped to make room: the next one is refused. */
const MOST = 5_000;
const STORED = { key: 'headwater.saved', version: 1, limit: MOST, isEntry: isSavedItem };

export interface Kept {
  readonly item: SavedItem;
  readonly scope: SavedScope;
}

/** Saved queries and bookmarks, in the storage of the workspace and in the person's own. */
export class SavedStore {
  readonly #places: Readonly<Record<SavedScope, VersionedEntries<SavedItem>>>;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(workspace: KeyValueStore, everywhere: KeyValueStore) {
    this.#places = { workspace: new VersionedEntries(workspace, STORED), everywhere: new VersionedEntries(everywhere, STORED) };
  }

  all(): readonly Kept[] {
    const scopes: readonly SavedScope[] = ['workspace', 'everywhere'];
    return scopes.flatMap((scope) => this.#places[scope].read().map((item) => ({ item, scope })));
  }

  /** Puts it in the place of what has its id, else at the end. @throws HeadwaterError where there is no room */
  async put(item: SavedItem, scope: SavedScope): Promise<void> {
    const before = this.#places[scope].read();
    const known = before.some(({ id }) => id === item.id);
    if (!known && before.length >= MOST) {
      throw new HeadwaterError({ what: `Could not save “${item.name}”`, why: `${MOST} items are saved already.`, todo: 'Remove some of them in the Saved view.' });
    }
    await this.#write(scope, known ? before.map((one) => (one.id === item.id ? item : one)) : [...before, item]);
  }

  async remove(ids: ReadonlySet<string>): Promise<void> {
    for (const scope of ['workspace', 'everywhere'] as const) {
      const before = this.#places[scope].read();
      const kept = before.filter(({ id }) => !ids.has(id));
      if (kept.length < before.length) await this.#write(scope, kept);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #write(scope: SavedScope, items: readonly SavedItem[]): Promise<void> {
    await this.#places[scope].write(items);
    this.#changed.fire();
  }
}
