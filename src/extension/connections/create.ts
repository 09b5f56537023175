import type { ExtensionContext } from 'vscode';
import type { Server } from '../server/api';
import { ConnectionService } from './connectionService';
import { EditorPrompts } from './editorPrompts';
import { pickConnection } from './picker';
import { SettingsSource } from './settingsSource';

/** The connections of this window, over the editor's storage and settings. */
export function createConnections(context: ExtensionContext, server: Server): ConnectionService {
  const shared = new SettingsSource();
  const connections = new ConnectionService({
    server,
    shared,
    memento: context.globalState,
    vault: context.secrets,
    prompts: new EditorPrompts(),
    environment: process.env,
    pick: pickConnection,
  });
  context.subscriptions.push(shared, connections);
  return connections;
}
