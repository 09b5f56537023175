import { l10n, window } from 'vscode';
import { withOptional } from '../../connections/changes';
import type { ConnectionService } from '../../connections/connectionService';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Moves a connection to a folder that exists, a new one, or the top. */
export function moveToFolder({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.moveToFolder',
    failing: l10n.t('Could not move the connection'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Move Connection to Folder'));
      if (!profile) return;
      const folder = await chooseFolder(connections, profile.name);
      if (folder === undefined) return;
      await connections.save(withOptional(profile, 'folder', folder === '' ? undefined : folder));
    },
  };
}

async function chooseFolder(connections: ConnectionService, name: string): Promise<string | undefined> {
  const folders = [...new Set(connections.profiles.flatMap(({ folder }) => folder ?? []))].sort();
  const fresh = { label: l10n.t('$(new-folder) New Folder…'), folder: undefined };
  const items = [fresh, { label: l10n.t('$(home) Top'), folder: '' }, ...folders.map((folder) => ({ label: `$(folder) ${folder}`, folder }))];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Move “{0}” to', name) });
  if (chosen !== fresh) return chosen?.folder;
  return window.showInputBox({ title: l10n.t('New Folder'), prompt: l10n.t('Its name; “/” between levels makes folders inside folders.') });
}
