import type { Disposable, Memento } from 'vscode';
import { registerDataCommands } from '../commands/data/register';
import type { FailureReporter } from '../failures';
import { SessionRequests } from '../objects/sessionRequests';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';
import { DataComparer } from './comparer';
import { EditorDataPrompts } from './editorPrompts';
import { StoredKeys } from './keyMemory';
import { ObjectDataViewer } from './objectData';

export interface DataDeps {
  readonly server: Server;
  readonly connections: Connections;
  readonly results: Results;
  readonly failures: FailureReporter;
}

/** Looking at rows inside objects, and comparing them. */
export function registerData({ server, connections, results, failures }: DataDeps, memory: Memento): Disposable {
  const prompts = new EditorDataPrompts();
  const requests = new SessionRequests(server, connections);
  const viewer = new ObjectDataViewer({ requests, results, prompts });
  const comparer = new DataComparer({ viewer, results, prompts, compare: prompts, keys: new StoredKeys(memory) });
  return registerDataCommands({ requests, viewer, comparer }, failures);
}
