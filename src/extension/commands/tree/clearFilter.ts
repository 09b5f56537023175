import { commands, l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';

export function clearFilter({ model, view }: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.clearFilter',
    failing: l10n.t('Could not clear the filter'),
    run: async () => {
      await model.setFilter('');
      view.message = '';
      await commands.executeCommand('setContext', 'headwater.tree.filtered', false);
    },
  };
}
