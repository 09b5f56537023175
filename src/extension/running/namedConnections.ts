import type { ConnectionProfile } from '../../core/contract/profile';
import { STANDARD_RULES } from '../../core/sql/standard';
import { tableNamesOf } from '../../core/sql/tableNames';

/** Other connections whose tables a text names, as `connection.schema.table`: they have to be open when it runs. */
export function namedConnections(text: string, bound: ConnectionProfile, all: readonly ConnectionProfile[]): readonly ConnectionProfile[] {
  const others = new Map(all.filter(({ id }) => id !== bound.id).map((profile) => [profile.name.toLowerCase(), profile]));
  others.delete(bound.name.toLowerCase());
  if (others.size === 0) return [];
  const named = tableNamesOf(text, STANDARD_RULES).flatMap((name) => (name.kind === 'name' && name.parts.length > 1 ? (others.get((name.parts[0] ?? '').toLowerCase()) ?? []) : []));
  return [...new Set(named)];
}
