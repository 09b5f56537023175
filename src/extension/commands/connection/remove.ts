import { l10n, window } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Removes a saved connection with its secrets, once the person agrees. */
export function removeConnection({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.remove',
    failing: l10n.t('Could not remove the connection'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Remove Connection'));
      if (!profile) return;
      const remove = l10n.t('Remove Connection');
      const detail = l10n.t('Its settings and stored secrets are deleted on this computer. Nothing changes on the server. This cannot be undone.');
      const answer = await window.showWarningMessage(l10n.t('Remove the connection “{0}”?', profile.name), { modal: true, detail }, remove);
      if (answer === remove) await connections.remove(profile.id);
    },
  };
}
