import { l10n } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { FormHost } from '../forms/formHost';
import type { FormPanel } from '../forms/formPanel';
import type { Server } from '../server/api';
import type { ConnectionService } from './connectionService';
import type { ConnectionForms, FormStart } from './forms';

export interface ConnectionFormsDeps {
  readonly connections: ConnectionService;
  readonly server: Server;
  readonly extensionUri: Uri;
  /** Shows a connection in the tree and opens it. */
  readonly connect: (id: string) => void;
}

/** The connection forms that are open: at most one for each saved connection, any number for new ones. Their code is loaded with the first one. */
export class ConnectionPanels implements ConnectionForms, Disposable {
  readonly #open = new Map<string, Promise<FormPanel>>();
  readonly #panels = new Set<FormPanel>();

  constructor(private readonly deps: ConnectionFormsDeps) {}

  async add(start: FormStart): Promise<void> {
    await this.#panel(undefined, start);
  }

  async edit(profile: ConnectionProfile): Promise<void> {
    const opening = this.#open.get(profile.id);
    if (opening) {
      (await opening).reveal();
      return;
    }
    const forget = (): void => void this.#open.delete(profile.id);
    const panel = this.#panel(profile, {});
    this.#open.set(profile.id, panel);
    await panel.then((made) => made.onDidClose(forget), (error: unknown) => {
      forget();
      throw error;
    });
  }

  /** Any other form, such as that of an action. */
  async open(host: FormHost): Promise<FormPanel> {
    const { FormPanel } = await import('../forms/formPanel');
    const panel = new FormPanel(this.deps.extensionUri, host);
    this.#panels.add(panel);
    panel.onDidClose(() => this.#panels.delete(panel));
    return panel;
  }

  dispose(): void {
    for (const panel of [...this.#panels]) panel.dispose();
  }

  async #panel(saved: ConnectionProfile | undefined, start: FormStart): Promise<FormPanel> {
    const { connections, server, connect } = this.deps;
    const backends = await connections.backends();
    const stored = saved ? await connections.storedSecrets(saved.id) : [];
    const { ConnectionFormHost } = await import('./connectionFormHost');
    const host = new ConnectionFormHost({ connections, server, connect, t: (message, ...args) => l10n.t(message, ...args) }, backends, saved, stored, start);
    return this.open(host);
  }
}
