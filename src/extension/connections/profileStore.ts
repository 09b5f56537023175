import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { Emitter } from '../emitter';
import { LOCAL_ID, LOCAL_PROFILE } from './localProfile';
import type { KeyValueStore } from './storage';
import { readProfiles, writeProfiles } from './storedProfiles';
import type { StoredProfiles } from './storedProfiles';

const KEY = 'headwater.connections';

/**
 * The person's own profiles in the editor's global storage. Several windows share it: every change starts from what is
 * stored at that moment, so that a window never writes back what another has removed.
 */
export class ProfileStore {
  readonly #changed = new Emitter<undefined>();
  readonly onDidChange = this.#changed.event;
  #read: { readonly raw: unknown; readonly stored: StoredProfiles } | undefined;

  constructor(private readonly memento: KeyValueStore) {}

  get stored(): StoredProfiles {
    const raw = this.memento.get(KEY);
    const read = this.#read && this.#read.raw === raw ? this.#read : { raw, stored: readProfiles(raw) };
    this.#read = read;
    return read.stored;
  }

  /** Local first, whether it was ever changed or not. */
  get profiles(): readonly ConnectionProfile[] {
    const { profiles } = this.stored;
    const local = profiles.find((profile) => profile.id === LOCAL_ID) ?? LOCAL_PROFILE;
    return [{ ...local, backend: LOCAL_PROFILE.backend }, ...profiles.filter((profile) => profile.id !== LOCAL_ID)];
  }

  /** Adds a profile, or replaces the one of the same id in its place. @throws HeadwaterError where the storage is read-only */
  async put(...changed: readonly ConnectionProfile[]): Promise<void> {
    await this.#write((stored) => {
      const byId = new Map([...stored.profiles, ...changed].map((profile) => [profile.id, profile]));
      return { ...stored, profiles: [...byId.values()] };
    });
  }

  /** @throws HeadwaterError where the storage is read-only */
  async remove(id: string): Promise<void> {
    await this.#write((stored) => ({ ...stored, profiles: stored.profiles.filter((profile) => profile.id !== id) }));
  }

  /** Forgets the entries that could not be read. @throws HeadwaterError where the storage is read-only */
  async discardSetAside(): Promise<void> {
    await this.#write((stored) => ({ ...stored, setAside: [] }));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #write(change: (stored: StoredProfiles) => StoredProfiles): Promise<void> {
    const { stored } = this;
    if (stored.newerVersion !== undefined) throw writtenByNewer();
    await this.memento.update(KEY, writeProfiles(change(stored)));
    this.#changed.fire(undefined);
  }
}

function writtenByNewer(): HeadwaterError {
  return new HeadwaterError({
    what: 'Could not save the connections',
    why: 'They were written by a newer version of Headwater and are read-only here, so that nothing of theirs is lost.',
    todo: 'Update Headwater.',
  });
}
