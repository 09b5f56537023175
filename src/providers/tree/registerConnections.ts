import type { ExtensionContext } from 'vscode';
import { registerConnectionCommands } from '../../extension/commands/connection/register';
import { registerTreeCommands } from '../../extension/commands/tree/register';
import { ConnectionPanels } from '../../extension/connections/connectionForms';
import type { ConnectionService } from '../../extension/connections/connectionService';
import type { Disposal } from '../../extension/emitter';
import type { FailureReporter } from '../../extension/failures';
import type { Server } from '../../extension/server/api';
import { LaterObjects } from '../files/laterObjects';
import { ConnectionsView } from './connectionsView';

export interface ConnectionFeatures {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly connections: ConnectionService;
  readonly failures: FailureReporter;
}

/** The connections tree, its forms and commands. */
export function registerConnections({ context, server, connections, failures }: ConnectionFeatures): readonly Disposal[] {
  const tree = new ConnectionsView(connections, server);
  const connect = (id: string): void => {
    tree.reveal(id).catch((error: unknown) => {
      failures.report(error, 'Could not show the connection');
    });
  };
  const forms = new ConnectionPanels({ connections, server, connect, extensionUri: context.extensionUri });
  return [
    tree,
    forms,
    ...registerConnectionCommands({ connections, forms, server }, failures),
    new LaterObjects({ context, server, connections, failures, tree }),
    ...registerTreeCommands({ model: tree.model, view: tree.view, connections, server, openForm: (host) => forms.open(host) }, failures),
  ];
}
