import { Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import type { Command } from '../command';
import { chooseConnection } from './chooseConnection';
import type { QueryContext } from './context';
import { newQuery } from './newQuery';
import { openAndRun } from './openAndRun';
import { queryDataFile } from './queryDataFile';
import { runFile } from './runFile';
import { runStatement } from './runStatement';
import { stop } from './stop';

/** All commands `headwater.query.*`. */
export function registerQueryCommands(context: QueryContext, reporter: FailureReporter): Disposable {
  const run = l10n.t('Could not run the statement');
  const open = l10n.t('Could not open a query');
  const commands: readonly Command[] = [
    { id: 'headwater.query.runStatement', failing: run, run: (uri, range) => runStatement(context, uri, range) },
    { id: 'headwater.query.runFile', failing: l10n.t('Could not run the file'), run: (uri) => runFile(context, uri) },
    { id: 'headwater.query.stop', failing: l10n.t('Could not stop the statement'), run: () => stop(context) },
    { id: 'headwater.query.chooseConnection', failing: l10n.t('Could not choose the connection'), run: (uri) => chooseConnection(context, uri) },
    { id: 'headwater.query.new', failing: open, run: (given) => newQuery(context, given) },
    { id: 'headwater.query.openAndRun', failing: run, run: (given) => openAndRun(context, given) },
    { id: 'headwater.query.openFile', failing: open, run: (uri) => queryDataFile(context, uri) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
