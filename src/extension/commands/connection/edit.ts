import { commands, l10n } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Opens the form of a connection; one from workspace settings is changed there. */
export function editConnection({ connections, forms }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.edit',
    failing: l10n.t('Could not open the connection form'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Edit Connection'));
      if (!profile) return;
      if (connections.isShared(profile.id)) await commands.executeCommand('headwater.connection.openSetting');
      else await forms.edit(profile);
    },
  };
}
