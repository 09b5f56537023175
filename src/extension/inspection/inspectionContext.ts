import { commands, window } from 'vscode';
import type { ConnectionService } from '../connections/connectionService';
import type { Disposal } from '../emitter';
import type { DocumentBindings } from '../running/documentBindings';
import { watchActive } from '../running/watchActive';

/** Keeps the context key that says whether the active document's connection can inspect statements. */
export class InspectionContextKey {
  readonly #listening: Disposal;
  #told = false;

  constructor(
    private readonly bindings: Pick<DocumentBindings, 'connectionOf' | 'onDidChange'>,
    private readonly connections: Pick<ConnectionService, 'info' | 'onDidChangeState'>,
  ) {
    this.#listening = watchActive(() => this.#update(), bindings.onDidChange, connections.onDidChangeState);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #update(): void {
    const uri = window.activeTextEditor?.document.uri;
    const profile = uri && this.bindings.connectionOf(uri);
    const can = profile !== undefined && this.connections.info(profile.id)?.capabilities.includes('inspections') === true;
    if (can === this.#told) return;
    this.#told = can;
    void commands.executeCommand('setContext', 'headwater.inspections', can);
  }
}
