import { l10n } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Closes the session, or gives up opening it. */
export function disconnect({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.disconnect',
    failing: l10n.t('Could not disconnect'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Disconnect'));
      if (profile) await connections.close(profile.id);
    },
  };
}
