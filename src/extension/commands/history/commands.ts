import { l10n } from 'vscode';
import type { Command } from '../command';
import type { HistoryContext } from './context';
import { copy } from './copy';
import { filter } from './filter';
import { open, show } from './open';
import { clear, remove } from './remove';
import { runAgain } from './runAgain';

export function historyCommands(context: HistoryContext): readonly Command[] {
  const change = l10n.t('Could not change the history');
  const openFailed = l10n.t('Could not open the statement');
  return [
    { id: 'headwater.history.show', failing: openFailed, run: (node) => show(context, node) },
    { id: 'headwater.history.open', failing: openFailed, run: (node) => open(context, node) },
    { id: 'headwater.history.runAgain', failing: l10n.t('Could not run the statement again'), run: (node) => runAgain(context, node) },
    { id: 'headwater.history.copy', failing: l10n.t('Could not copy the statement'), run: (node, selected) => copy(node, selected) },
    { id: 'headwater.history.remove', failing: change, run: (node, selected) => remove(context, node, selected) },
    { id: 'headwater.history.clear', failing: change, run: () => clear(context) },
    { id: 'headwater.history.filter', failing: l10n.t('Could not search the history'), run: () => filter(context) },
    {
      id: 'headwater.history.clearFilter',
      failing: l10n.t('Could not search the history'),
      run: async () => {
        context.model.filter = '';
      },
    },
  ];
}
