import type { ParameterType, StatementParameter } from '../../../core/contract/execution';
import type { KeyValueStore } from '../../connections/storage';
import { VersionedEntries } from '../versionedEntries';

/** Their place in the storage of the workspace. */
export const PARAMETERS = { key: 'headwater.parameters', version: 1 };

/** Longer values are asked again: workspace storage is read whole when a window opens. */
const LONGEST = 4_096;

/** A record for each type, so that a new type cannot be forgotten here. */
const TYPES: Readonly<Record<ParameterType, true>> = {
  ...{ text: true, integer: true, decimal: true, double: true, boolean: true },
  ...{ date: true, timestamp: true, 'blob-hex': true, json: true },
};

interface Entry extends StatementParameter {
  readonly scope: string;
}

/** The values last given for parameters, by scope (a document, or a statement of it) and name. In the storage of the workspace. */
export class RememberedValues {
  readonly #entries: VersionedEntries<Entry>;

  constructor(memento: KeyValueStore) {
    this.#entries = new VersionedEntries(memento, { ...PARAMETERS, limit: 500, isEntry });
  }

  get(scope: string, name: string): StatementParameter | undefined {
    const entry = this.#entries.read().find((known) => known.scope === scope && known.name === name);
    return entry && { name: entry.name, type: entry.type, value: entry.value };
  }

  async put(scope: string, values: readonly StatementParameter[]): Promise<void> {
    const names = new Set(values.map(({ name }) => name));
    const kept = this.#entries.read().filter((known) => known.scope !== scope || !names.has(known.name));
    const added = values.filter(({ value }) => (value?.length ?? 0) <= LONGEST).map((value): Entry => ({ ...value, scope }));
    await this.#entries.write([...kept, ...added]);
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { scope, name, type, value: given }: Partial<Record<keyof Entry, unknown>> = value;
  return typeof scope === 'string' && typeof name === 'string' && typeof type === 'string' && Object.hasOwn(TYPES, type) && (given === null || typeof given === 'string');
}
