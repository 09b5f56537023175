import { l10n } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Makes a copy with its secrets and opens it, since a copy is made to be changed. */
export function duplicateConnection({ connections, forms }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.duplicate',
    failing: l10n.t('Could not duplicate the connection'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Duplicate Connection'));
      if (profile) await forms.edit(await connections.duplicate(profile.id));
    },
  };
}
