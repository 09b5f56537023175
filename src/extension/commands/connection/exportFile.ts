import { l10n, Uri, window, workspace } from 'vscode';
import { writeExchange } from '../../connections/exchange';
import { LOCAL_ID } from '../../connections/localProfile';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionIdOf } from './deps';

/** Writes chosen connections, without secrets, to a file that somebody else can import. */
export function exportConnections({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.export',
    failing: l10n.t('Could not export the connections'),
    run: async (argument) => {
      const picked = connectionIdOf(argument);
      const items = connections.profiles
        .filter(({ id }) => id !== LOCAL_ID)
        .map((profile) => ({ label: profile.name, description: profile.folder ?? '', picked: picked === undefined || picked === profile.id, profile }));
      const title = l10n.t('Export Connections');
      const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose what to export (secrets stay here)'), canPickMany: true });
      if (!chosen || chosen.length === 0) return;
      const folder = workspace.workspaceFolders?.[0]?.uri;
      const defaultUri = folder ? Uri.joinPath(folder, 'connections.json') : undefined;
      const uri = await window.showSaveDialog({ title, filters: { JSON: ['json'] }, ...(defaultUri ? { defaultUri } : {}) });
      if (!uri) return;
      await workspace.fs.writeFile(uri, new TextEncoder().encode(writeExchange(chosen.map(({ profile }) => profile))));
      void window.showInformationMessage(l10n.t('Exported {0} connections without their secrets.', chosen.length));
    },
  };
}
