import { commands, l10n, ProgressLocation, window } from 'vscode';
import { whenCancelled } from '../../cancel';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Connects, measures a round trip, disconnects, and says what is there. */
export function testConnection({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.test',
    failing: l10n.t('Could not test the connection'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Test Connection'));
      if (!profile) return;
      const progress = { location: ProgressLocation.Notification, title: l10n.t('Testing {0}', profile.name), cancellable: true };
      const { server, connectMs, roundTripMs } = await window.withProgress(progress, async (_, token) => {
        const abort = new AbortController();
        const stop = whenCancelled(token, () => {
          abort.abort();
        });
        return connections.test(profile.id, abort.signal).finally(stop);
      });
      const times = l10n.t('Connected in {0} ms, round trip {1} ms.', connectMs.toFixed(0), roundTripMs.toFixed(roundTripMs < 10 ? 1 : 0));
      void window.showInformationMessage(l10n.t('{0}: {1} {2} answers. {3}', profile.name, server.product, server.version, times));
    },
    remedies: (argument) => [{ title: l10n.t('Edit Connection'), run: async () => commands.executeCommand('headwater.connection.edit', argument) }],
  };
}
