import { window } from 'vscode';
import type { Disposable, TextEditor } from 'vscode';
import { CheckValues } from '../../protocol/backends';
import type { Server } from '../server/api';
import type { Bindings, Connections } from '../services';
import { holdsStatements } from './documents';

/**
 * Starts the server once a document with a connection is on screen, so that CodeLens and completion are there before the first run.
 * A connection that sends nothing anywhere is opened too, for the names in completion; all others wait until they are used.
 */
export class WarmUp {
  readonly #listening: Disposable;
  readonly #first: NodeJS.Immediate;
  readonly #tried = new Set<string>();

  constructor(
    private readonly server: Pick<Server, 'start' | 'request'>,
    private readonly connections: Pick<Connections, 'open' | 'state'>,
    private readonly bindings: Pick<Bindings, 'connectionOf'>,
  ) {
    const look = (editors: readonly TextEditor[]): void => {
      for (const { document } of editors) if (holdsStatements(document)) void this.#prepare(document.uri);
    };
    this.#listening = window.onDidChangeVisibleTextEditors(look);
    this.#first = setImmediate(() => look(window.visibleTextEditors)); // not while the extension is being activated
  }

  dispose(): void {
    clearImmediate(this.#first);
    this.#listening.dispose();
  }

  /** Failures are told where the person uses the connection. */
  async #prepare(uri: TextEditor['document']['uri']): Promise<void> {
    const profile = this.bindings.connectionOf(uri);
    if (!profile || this.#tried.has(profile.id)) return;
    this.#tried.add(profile.id);
    try {
      await this.server.start();
      const { destination, issues } = await this.server.request(CheckValues, { backend: profile.backend, values: profile.values });
      if (destination === '' && issues.length === 0 && this.connections.state(profile.id) === 'closed') await this.connections.open(profile.id);
    } catch {
      this.#tried.delete(profile.id);
    }
  }
}
