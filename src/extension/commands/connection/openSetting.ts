import { commands, l10n, workspace } from 'vscode';
import type { Command } from '../command';

/** Opens the settings file in which the workspace keeps its connections. */
export function openSetting(): Command {
  return {
    id: 'headwater.connection.openSetting',
    failing: l10n.t('Could not open the settings'),
    run: async () => {
      const inWorkspace = workspace.getConfiguration('headwater').inspect('connections')?.workspaceValue !== undefined;
      const file = inWorkspace ? 'workbench.action.openWorkspaceSettingsFile' : 'workbench.action.openSettingsJson';
      await commands.executeCommand(file, { revealSetting: { key: 'headwater.connections', edit: false } });
    },
  };
}
