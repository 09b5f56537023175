import { commands, l10n, window } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';

/** Asks for a text; the tree shows what matches while it is typed. An empty text shows everything again. */
export function filter({ model, view }: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.filter',
    failing: l10n.t('Could not filter the connections'),
    run: async () => {
      const before = model.filter;
      const input = window.createInputBox();
      input.title = l10n.t('Filter Connections');
      input.placeholder = l10n.t('Part of a name');
      input.prompt = l10n.t('Open connections are searched on their server too.');
      input.value = before;
      input.onDidChangeValue((value) => void apply(value));
      const apply = async (value: string): Promise<void> => {
        await model.setFilter(value);
        view.message = messageOf(model);
        await commands.executeCommand('setContext', 'headwater.tree.filtered', model.filter !== '');
      };
      const accepted = await new Promise<boolean>((resolve) => {
        input.onDidAccept(() => {
          resolve(true);
        });
        input.onDidHide(() => {
          resolve(false);
        });
        input.show();
      });
      if (!accepted) await apply(before);
      input.dispose();
    },
  };
}

function messageOf({ filter: text, matches }: TreeCommandDeps['model']): string {
  if (text === '') return '';
  return matches === 1 ? l10n.t('Filter “{0}”: 1 match', text) : l10n.t('Filter “{0}”: {1} matches', text, matches);
}
