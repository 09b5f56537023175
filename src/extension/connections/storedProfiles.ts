import * as z from 'zod/mini';
import type { ConnectionProfile } from '../../core/contract/profile';
import { profile } from '../../protocol/shapes';

/** The version that this code writes: `{ version, profiles, setAside }`. */
export const STORAGE_VERSION = 1;

/** Something found in the storage that is no profile. Kept as it was until a person discards it. */
export interface SetAside {
  readonly raw: unknown;
  readonly reason: string;
}

export interface StoredProfiles {
  readonly profiles: readonly ConnectionProfile[];
  readonly setAside: readonly SetAside[];
  /** Present where a newer Headwater wrote the data: it must not be written over. */
  readonly newerVersion?: number;
}

/** `migrations[n]` turns data of version `n` into data of version `n + 1`. */
export type Migrations = Readonly<Record<number, (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>>;

const envelope = z.looseObject({ version: z.number().check(z.int(), z.positive()), profiles: z.array(z.unknown()) });

/** Reads what the storage holds. Never throws and loses nothing: what cannot be read is set aside. */
export function readProfiles(raw: unknown, migrations: Migrations = {}, current = STORAGE_VERSION): StoredProfiles {
  if (raw === undefined) return { profiles: [], setAside: [] };
  const head = z.safeParse(envelope, raw);
  if (!head.success) return { profiles: [], setAside: [{ raw, reason: reasonOf(head.error) }] };
  let data: Readonly<Record<string, unknown>> = head.data;
  for (let version = head.data.version; version < current; version++) data = { ...(migrations[version]?.(data) ?? data), version: version + 1 };
  const read = [...listOf(data['profiles']), ...listOf(data['setAside'])].map(readEntry);
  return {
    profiles: withoutRepeats(read.flatMap((entry) => ('profile' in entry ? [entry.profile] : []))),
    setAside: read.flatMap((entry) => ('profile' in entry ? [] : [entry])),
    ...(head.data.version > current ? { newerVersion: head.data.version } : {}),
  };
}

export function writeProfiles(stored: StoredProfiles): Readonly<Record<string, unknown>> {
  return { version: STORAGE_VERSION, profiles: stored.profiles, setAside: stored.setAside.map((entry) => entry.raw) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readEntry(raw: unknown): { readonly profile: ConnectionProfile } | SetAside {
  const entry = z.safeParse(profile, raw);
  return entry.success ? { profile: entry.data } : { raw, reason: reasonOf(entry.error) };
}

/** The first of each id: an entry that was set aside and put right by hand must not appear twice. */
function withoutRepeats(profiles: readonly ConnectionProfile[]): readonly ConnectionProfile[] {
  return [...new Map([...profiles].reverse().map((entry) => [entry.id, entry])).values()].reverse();
}

/** The first problem that a check found, with its place: “backend: expected a text”. */
export function reasonOf(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'It has an unknown form.';
  const place = issue.path.map(String).join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
