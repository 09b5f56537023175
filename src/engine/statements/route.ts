import { type TableName, tableNamesOf } from '../../core/sql/tableNames';
import { ENGINE_RULES } from '../language';
import type { EngineConnection, EngineConnections } from '../sources';

export type DottedName = Extract<TableName, { kind: 'name' }>;

/** Names of a statement that begin like the name of another connection. */
export function namesOfOthers(text: string, bound: EngineConnection, connections: EngineConnections): readonly DottedName[] {
  const others = new Set(connections.names().map((name) => name.toLowerCase()));
  others.delete(bound.name.toLowerCase());
  if (others.size === 0) return [];
  return tableNamesOf(text, ENGINE_RULES).filter((name) => name.kind === 'name').filter(({ parts }) => parts.length > 1 && others.has((parts[0] ?? '').toLowerCase()));
}

/** Whether any of these is not the session's own: what it knows itself by such a name goes before other connections. */
export async function anyForeign(names: readonly DottedName[], { session }: EngineConnection, signal: AbortSignal): Promise<boolean> {
  for (const { parts } of names) if (!(await session.tables?.resolve?.(parts, signal))) return true;
  return false;
}
