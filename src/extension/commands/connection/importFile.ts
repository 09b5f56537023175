import { randomUUID } from 'node:crypto';
import { l10n, window, workspace } from 'vscode';
import { readExchange } from '../../connections/exchange';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';

/** Adds the connections of an exported file under new ids and free names. */
export function importConnections({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.import',
    failing: l10n.t('Could not import the connections'),
    run: async () => {
      const [uri] = (await window.showOpenDialog({ title: l10n.t('Import Connections'), filters: { JSON: ['json'] } })) ?? [];
      if (!uri) return;
      const { profiles, unreadable } = readExchange(new TextDecoder().decode(await workspace.fs.readFile(uri)));
      for (const profile of profiles) await connections.save({ ...profile, id: randomUUID(), name: connections.freeName(profile.name) });
      const added = l10n.t('Imported {0} connections. Secrets are asked for when you connect.', profiles.length);
      if (unreadable === 0) void window.showInformationMessage(added);
      else void window.showWarningMessage(`${added} ${l10n.t('{0} entries of the file could not be read.', unreadable)}`);
    },
  };
}
