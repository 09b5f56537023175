import { window } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { ConnectionItem } from '../providers/statusBar/connectionItem';
import { registerConnections } from '../providers/tree/registerConnections';
import { showLog } from './commands/log/show';
import { registerCommand } from './commands/command';
import { createConnections } from './connections/create';
import { EditorFailures } from './failures';
import { BindingReporter } from './running/bindingReporter';
import { createBindings } from './running/create';
import { EditorDocuments } from './running/editorDocuments';
import { WarmUp } from './running/warmUp';
import { createServer } from './server/create';
import type { ServerConnection } from './server/serverConnection';

/** The composition root: makes the services of the host and hands them to each other. */
class Extension {
  #server: ServerConnection | undefined;

  /** Does no I/O and waits for nothing: the server starts on first use. */
  activate(context: ExtensionContext): void {
    const track = <T extends { dispose(): unknown }>(made: T): T => {
      context.subscriptions.push(made);
      return made;
    };
    const log = track(window.createOutputChannel('Headwater', { log: true }));
    const failures = new EditorFailures(log);
    const server = createServer(context, log);
    this.#server = server;

    const connections = createConnections(context, server);
    for (const feature of registerConnections({ context, server, connections, failures })) track(feature);

    const documents = track(new EditorDocuments());
    const bindings = track(createBindings(context, connections, documents));
    track(new BindingReporter(server, documents, bindings));
    track(new WarmUp(server, connections, bindings));
    track(new ConnectionItem(bindings, connections));

    track(registerCommand(showLog(log), failures));
  }

  /** Ends when the server's process has. */
  async deactivate(): Promise<void> {
    await this.#server?.dispose();
  }
}

const extension = new Extension();

export function activate(context: ExtensionContext): void {
  extension.activate(context);
}

export function deactivate(): Promise<void> {
  return extension.deactivate();
}
