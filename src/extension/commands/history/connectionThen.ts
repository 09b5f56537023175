import type { ConnectionProfile } from '../../../core/contract/profile';
import type { HistoryEntry } from '../../history/entry';
import type { Connections } from '../../services';

/** The connection that an entry ran on, or the one that has its name now. */
export function connectionThen(connections: Pick<Connections, 'find' | 'findByName'>, { connectionId, connectionName }: HistoryEntry): ConnectionProfile | undefined {
  return connections.find(connectionId) ?? connections.findByName(connectionName);
}
