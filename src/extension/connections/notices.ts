import { LOCAL_ID } from './localProfile';
import type { SharedSource } from './sharedSource';
import type { SharedProblem } from './sharedProfiles';
import type { SetAside, StoredProfiles } from './storedProfiles';

export type ConnectionNotice =
  /** A newer Headwater wrote the storage. */
  | { readonly kind: 'read-only'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly entries: readonly SetAside[] }
  | { readonly kind: 'malformed'; readonly origin: string; readonly problem: SharedProblem }
  /** The workspace is not trusted. */
  | { readonly kind: 'ignored'; readonly count: number }
  /** There is nothing but Local yet. */
  | { readonly kind: 'first' };

export function noticesOf(stored: StoredProfiles, shared: SharedSource): readonly ConnectionNotice[] {
  const notices: ConnectionNotice[] = [];
  if (stored.newerVersion !== undefined) notices.push({ kind: 'read-only', version: stored.newerVersion });
  if (stored.setAside.length > 0) notices.push({ kind: 'unreadable', entries: stored.setAside });
  for (const { origin, problem } of shared.problems) notices.push({ kind: 'malformed', origin, problem });
  if (shared.ignored > 0) notices.push({ kind: 'ignored', count: shared.ignored });
  const none = stored.profiles.every(({ id }) => id === LOCAL_ID) && shared.profiles.length === 0;
  return notices.length === 0 && none ? [{ kind: 'first' }] : notices;
}
