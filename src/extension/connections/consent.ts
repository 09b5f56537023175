import { createHash } from 'node:crypto';
import type { KeyValueStore } from './storage';
import type { SharedProfile } from './sharedProfiles';

const KEY = 'headwater.consent';
/** Enough for many workspaces; the oldest answers are forgotten first. */
const MOST = 500;

/** Which shared connections a person has allowed to send secrets and environment values, to which place, written how. */
export class Consent {
  constructor(private readonly memento: KeyValueStore) {}

  has(shared: SharedProfile, destination: string): boolean {
    return this.#hashes().includes(hashOf(shared, destination));
  }

  async give(shared: SharedProfile, destination: string): Promise<void> {
    const hash = hashOf(shared, destination);
    const others = this.#hashes().filter((known) => known !== hash);
    await this.memento.update(KEY, { version: 1, hashes: [...others, hash].slice(-MOST) });
  }

  #hashes(): readonly string[] {
    const stored = this.memento.get(KEY);
    if (typeof stored !== 'object' || stored === null || !('hashes' in stored) || !Array.isArray(stored.hashes)) return [];
    return stored.hashes.filter((hash) => typeof hash === 'string');
  }
}

/** Changes with everything that decides what is sent where; not with name, folder or colour. */
function hashOf({ profile, secrets }: SharedProfile, destination: string): string {
  const parts = [profile.id, profile.backend, destination, sorted(profile.values), sorted(secrets)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sorted(record: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}
