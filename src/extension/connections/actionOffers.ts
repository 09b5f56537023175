import { l10n, window } from 'vscode';
import { ActionOfferNote, type OfferedAction, RunAction } from '../../protocol/sessions';
import type { Disposal } from '../emitter';
import type { FailureReporter } from '../failures';
import type { Server } from '../server/api';
import type { Connections } from '../services';

/** Asks about what a session offers to mend by itself. */
export class ActionOffers implements Disposal {
  readonly #listening: Disposal;

  constructor(
    private readonly server: Pick<Server, 'on' | 'request'>,
    private readonly connections: Pick<Connections, 'find'>,
    failures: FailureReporter,
  ) {
    this.#listening = server.on(ActionOfferNote, (offer) => {
      this.#ask(offer).catch((error: unknown) => failures.report(error, l10n.t('Could not run the action')));
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #ask({ connectionId, action, path, title, text }: OfferedAction): Promise<void> {
    const name = this.connections.find(connectionId)?.name ?? '';
    if ((await window.showWarningMessage(name === '' ? text : `${name}: ${text}`, title)) !== title) return;
    const { message } = await this.server.request(RunAction, { connectionId, action, path, values: {} });
    if (message !== undefined) window.setStatusBarMessage(message, 6000);
  }
}
