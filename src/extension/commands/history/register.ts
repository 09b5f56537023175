import { Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import type { Command } from '../command';
import { clear } from './clear';
import type { HistoryContext } from './context';
import { copy } from './copy';
import { clearFilter, filter } from './filter';
import { open, show } from './open';
import { pin } from './pin';
import { remove } from './remove';
import { runAgain } from './runAgain';

/** All commands `headwater.history.*`. */
export function registerHistoryCommands(context: HistoryContext, reporter: FailureReporter): Disposable {
  const change = l10n.t('Could not change the history');
  const openFailed = l10n.t('Could not open the statement');
  const search = l10n.t('Could not search the history');
  const commands: readonly Command[] = [
    { id: 'headwater.history.show', failing: openFailed, run: (node) => show(context, node) },
    { id: 'headwater.history.open', failing: openFailed, run: (node) => open(context, node) },
    { id: 'headwater.history.runAgain', failing: l10n.t('Could not run the statement again'), run: (node) => runAgain(context, node) },
    { id: 'headwater.history.copy', failing: l10n.t('Could not copy the statement'), run: (node, selected) => copy(context, node, selected) },
    { id: 'headwater.history.pin', failing: change, run: (node, selected) => pin(context, node, selected, true) },
    { id: 'headwater.history.unpin', failing: change, run: (node, selected) => pin(context, node, selected, false) },
    { id: 'headwater.history.remove', failing: change, run: (node, selected) => remove(context, node, selected) },
    { id: 'headwater.history.clear', failing: change, run: () => clear(context) },
    { id: 'headwater.history.filter', failing: search, run: () => filter(context) },
    { id: 'headwater.history.clearFilter', failing: search, run: () => clearFilter(context) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
