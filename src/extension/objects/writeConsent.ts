import { l10n, window } from 'vscode';
import { CancelledError } from '../../core/errors';
import type { Connections } from '../services';

/** Asks before something is changed on a protected connection. */
export class WriteConsent {
  readonly #savesAllowed = new Set<string>();

  constructor(private readonly connections: Pick<Connections, 'find'>) {}

  /** @param verb what the button says, as a person reads it: “Upload” @throws CancelledError where the person does not want it */
  async forVerb(connectionId: string, verb: string, message: string): Promise<void> {
    const profile = this.connections.find(connectionId);
    if (profile?.protected !== true) return;
    const detail = l10n.t('The connection “{0}” is protected.', profile.name);
    if ((await window.showWarningMessage(message, { modal: true, detail }, verb)) !== verb) throw new CancelledError();
  }

  /** Saves come often: a person may allow them until the window closes. */
  async forSave(connectionId: string, name: string): Promise<void> {
    const profile = this.connections.find(connectionId);
    if (profile?.protected !== true || this.#savesAllowed.has(connectionId)) return;
    const [once, always] = [l10n.t('Save'), l10n.t('Save and Don’t Ask Again in This Window')];
    const answer = await window.showWarningMessage(l10n.t('Save “{0}” on the protected connection “{1}”?', name, profile.name), { modal: true }, once, always);
    if (answer === always) this.#savesAllowed.add(connectionId);
    else if (answer !== once) throw new CancelledError(l10n.t('“{0}” was not saved: the connection “{1}” is protected.', name, profile.name));
  }
}
