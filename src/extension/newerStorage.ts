import type { KeyValueStore } from './connections/storage';

/** What the workspace's storage holds, with the version that this Headwater writes. */
export type StoredParts<P extends string> = Readonly<Record<P, { readonly key: string; readonly version: number }>>;

/** The parts that a newer Headwater wrote. They are read-only here, so that nothing of theirs is lost. */
export function writtenByNewer<P extends string>(storage: Pick<KeyValueStore, 'get'>, parts: StoredParts<P>): readonly P[] {
  const names: P[] = [];
  for (const name in parts) if (isNewer(storage.get(parts[name].key), parts[name].version)) names.push(name);
  return names;
}

export function isNewer(stored: unknown, version: number): boolean {
  return typeof stored === 'object' && stored !== null && 'version' in stored && typeof stored.version === 'number' && stored.version > version;
}
