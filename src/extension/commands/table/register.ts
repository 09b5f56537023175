import { Disposable } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import type { TableCommandDeps } from './deps';
import { followTable } from './follow';
import { importIntoTable } from './import';
import { lookupInTable } from './lookup';
import { openTable } from './open';

/** All commands `headwater.table.*`. */
export function registerTableCommands(deps: TableCommandDeps, reporter: FailureReporter): Disposable {
  const commands = [openTable(deps), followTable(deps), lookupInTable(deps), importIntoTable(deps)];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
