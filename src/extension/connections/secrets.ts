import type { Secrets } from '../../core/contract/profile';
import type { KeyValueStore, SecretStore } from './storage';

/** A change of a profile's secrets: text replaces, `null` removes, a key that is absent stays as it is. */
export type SecretChanges = Readonly<Record<string, string | null>>;

const INDEX = 'headwater.secretFields';

/**
 * Secrets of profiles: in the editor's secret storage, or for this window only where a person did not want them kept.
 * The secret storage cannot list its keys, so the names of the fields (never values) are kept beside it.
 */
export class ConnectionSecrets {
  readonly #thisWindow = new Map<string, Map<string, string>>();

  constructor(
    private readonly vault: SecretStore,
    private readonly memento: KeyValueStore,
  ) {}

  async get(profileId: string): Promise<Secrets> {
    const stored = await Promise.all(
      this.#fields(profileId).map(async (field): Promise<readonly (readonly [string, string])[]> => {
        const value = await this.vault.get(keyOf(profileId, field));
        return value === undefined ? [] : [[field, value]];
      }),
    );
    return Object.fromEntries([...stored.flat(), ...(this.#thisWindow.get(profileId) ?? [])]);
  }

  async change(profileId: string, changes: SecretChanges): Promise<void> {
    const fields = new Set(this.#fields(profileId));
    for (const [field, value] of Object.entries(changes)) {
      this.#thisWindow.get(profileId)?.delete(field);
      if (value === null) {
        await this.vault.delete(keyOf(profileId, field));
        fields.delete(field);
      } else {
        await this.vault.store(keyOf(profileId, field), value);
        fields.add(field);
      }
    }
    await this.#index(profileId, [...fields]);
  }

  /** Kept until the window closes. */
  keepForThisWindow(profileId: string, secrets: Secrets): void {
    this.#thisWindow.set(profileId, new Map([...(this.#thisWindow.get(profileId) ?? []), ...Object.entries(secrets)]));
  }

  async copy(fromId: string, toId: string): Promise<void> {
    const kept = this.#thisWindow.get(fromId);
    const all = await this.get(fromId);
    await this.change(toId, Object.fromEntries(Object.entries(all).filter(([field]) => !kept?.has(field))));
    if (kept) this.keepForThisWindow(toId, Object.fromEntries(kept));
  }

  async remove(profileId: string): Promise<void> {
    this.#thisWindow.delete(profileId);
    for (const field of this.#fields(profileId)) await this.vault.delete(keyOf(profileId, field));
    await this.#index(profileId, []);
  }

  #fields(profileId: string): readonly string[] {
    const fields = this.#all()[profileId];
    return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.memento.get(INDEX);
    return typeof all === 'object' && all !== null ? Object.fromEntries(Object.entries(all)) : {};
  }

  async #index(profileId: string, fields: readonly string[]): Promise<void> {
    const others = Object.entries(this.#all()).filter(([id]) => id !== profileId);
    await this.memento.update(INDEX, Object.fromEntries(fields.length === 0 ? others : [...others, [profileId, fields]]));
  }
}

function keyOf(profileId: string, field: string): string {
  return `headwater.secret.${profileId}.${field}`;
}
