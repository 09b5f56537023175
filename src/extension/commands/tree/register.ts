import { l10n } from 'vscode';
import type { Disposable } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import { clearFilter } from './clearFilter';
import { copyName } from './copyName';
import { copyQualifiedName } from './copyQualifiedName';
import type { TreeCommandDeps } from './deps';
import { filter } from './filter';
import { loadMore } from './loadMore';
import { newQuery } from './newQuery';
import { openFile } from './openFile';
import { refresh } from './refresh';
import { retry } from './retry';
import { runAction } from './runAction';
import { selectFirstRows } from './selectFirstRows';

/** All commands `headwater.tree.*`. */
export function registerTreeCommands(deps: TreeCommandDeps, reporter: FailureReporter): readonly Disposable[] {
  return [
    clearFilter(deps),
    copyName(deps),
    copyQualifiedName(deps),
    filter(deps),
    { id: 'headwater.tree.goToObject', failing: l10n.t('Could not go to the object'), run: async (argument: unknown) => (await import('./goToObject')).goToObject(deps, argument) },
    loadMore(deps),
    newQuery(deps),
    openFile(deps),
    refresh(deps),
    retry(deps),
    runAction(deps),
    selectFirstRows(deps),
  ].map((command) => registerCommand(command, reporter));
}
