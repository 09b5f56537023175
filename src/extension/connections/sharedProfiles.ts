import * as z from 'zod/mini';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import { fieldValues, profile } from '../../protocol/shapes';
import type { Check } from '../../protocol/define';
import { stableId } from './stableId';
import { reasonOf } from './storedProfiles';

/** Connections that stand in the setting `headwater.connections`, for everybody who opens the workspace. */

export interface SharedProfile {
  /** Values as written, with `${env:NAME}` in them. */
  readonly profile: ConnectionProfile;
  /** By field key; each one just `${env:NAME}`. */
  readonly secrets: Secrets;
}

/** An entry that could not be read. */
export interface SharedProblem {
  /** Its place in the array, from 0. */
  readonly index: number;
  readonly name?: string;
  readonly reason: string;
}

export interface SharedProfiles {
  readonly profiles: readonly SharedProfile[];
  readonly problems: readonly SharedProblem[];
}

interface Entry extends Omit<ConnectionProfile, 'id' | 'values'> {
  readonly values?: ConnectionProfile['values'];
  readonly secrets?: Secrets;
}

const filled = z.string().check(z.trim(), z.minLength(1, 'it must not be empty'));
const fromEnvironment = z.string().check(z.regex(/^\$\{env:[^}]+\}$/u, 'a secret must be written as ${env:NAME}, never as itself'));

const entrySchema: Check<Entry> = z.strictObject({
  name: filled,
  backend: filled,
  values: z.exactOptional(fieldValues),
  secrets: z.exactOptional(z.record(z.string(), fromEnvironment)),
  folder: z.exactOptional(z.string()),
  colour: z.exactOptional(z.enum(['red', 'orange', 'yellow', 'green', 'blue', 'purple'])),
  protected: z.exactOptional(z.boolean()),
  statementTimeoutMs: z.exactOptional(z.number().check(z.nonnegative(), z.int())),
  rowCap: z.exactOptional(z.number().check(z.nonnegative(), z.int())),
});

const named = z.looseObject({ name: z.string() });

/** Reads the setting's value. `origin` is the address of the workspace or folder whose setting it is. Never throws. */
export function readShared(setting: unknown, origin: string): SharedProfiles {
  if (setting === undefined) return { profiles: [], problems: [] };
  if (!Array.isArray(setting)) return { profiles: [], problems: [{ index: 0, reason: 'The setting must be a list.' }] };
  const profiles = new Map<string, SharedProfile>();
  const problems: SharedProblem[] = [];
  for (const [index, raw] of setting.entries()) {
    const entry = z.safeParse(entrySchema, raw);
    const name = z.safeParse(named, raw);
    const problem = (reason: string): void => void problems.push({ index, reason, ...(name.success ? { name: name.data.name } : {}) });
    if (!entry.success) {
      problem(reasonOf(entry.error));
      continue;
    }
    const { secrets = {}, values = {}, ...rest } = entry.data;
    const id = stableId(origin, rest.name);
    if (profiles.has(id)) problem(`Another entry has the name “${rest.name}”.`);
    else profiles.set(id, { profile: z.parse(profile, { ...rest, id, values }), secrets });
  }
  return { profiles: [...profiles.values()], problems };
}
