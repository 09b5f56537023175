import type { ConnectionProfile } from '../../../core/contract/profile';
import type { ConnectionService } from '../../connections/connectionService';
import type { ConnectionForms } from '../../connections/forms';
import type { Server } from '../../server/api';

export interface ConnectionCommandDeps {
  readonly connections: ConnectionService;
  readonly forms: ConnectionForms;
  readonly server: Server;
}

/** The connection that a command is for: of a tree node, by id, or picked by the person; `undefined` where they gave up. */
export async function connectionFor(connections: ConnectionService, argument: unknown, title: string): Promise<ConnectionProfile | undefined> {
  const id = connectionIdOf(argument);
  return id === undefined ? connections.pick(title) : connections.find(id);
}

export function connectionIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('connectionId' in argument)) return undefined;
  return typeof argument.connectionId === 'string' ? argument.connectionId : undefined;
}

/** The folder that a command is for, where it was called on one. */
export function folderOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('levels' in argument) || !Array.isArray(argument.levels)) return undefined;
  return argument.levels.filter((level) => typeof level === 'string').join('/');
}
