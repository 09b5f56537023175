import type { ConnectionProfile } from '../../core/contract/profile';
import { LOCAL_ID } from './localProfile';

/** The levels of a folder path, without empty ones. */
export function levelsOf(folder: string | undefined): readonly string[] {
  return (folder ?? '').split('/').map((level) => level.trim()).filter((level) => level !== '');
}

/** Local first; then, level by level, folders before connections, each by name. */
export function inTreeOrder(profiles: readonly ConnectionProfile[]): readonly ConnectionProfile[] {
  const keyed = profiles.map((profile) => ({ profile, levels: levelsOf(profile.folder) }));
  return keyed
    .sort((one, other) => {
      const local = Number(other.profile.id === LOCAL_ID) - Number(one.profile.id === LOCAL_ID);
      return local || byLevels(one.levels, other.levels) || byName(one.profile.name, other.profile.name);
    })
    .map(({ profile }) => profile);
}

function byLevels(one: readonly string[], other: readonly string[]): number {
  for (let level = 0; level < Math.min(one.length, other.length); level++) {
    const order = byName(one[level] ?? '', other[level] ?? '');
    if (order !== 0) return order;
  }
  return other.length - one.length;
}

export function byName(one: string, other: string): number {
  return one.localeCompare(other, undefined, { numeric: true, sensitivity: 'base' }) || (one < other ? -1 : Number(one > other));
}
