import { l10n, Uri } from 'vscode';
import { chooseTable } from '../../tables/pickTable';
import { tableRef } from '../../tables/tableRef';
import type { Command } from '../command';
import type { TableCommandDeps } from './deps';

/** Opens the import panel, from a table or from a file of the explorer. */
export function importIntoTable(deps: TableCommandDeps): Command {
  return {
    id: 'headwater.table.import',
    failing: l10n.t('Could not import rows'),
    run: async (argument, more) => {
      const file = argument instanceof Uri ? argument : more instanceof Uri ? more : undefined;
      const ref = await chooseTable(deps, tableRef(argument), l10n.t('Import Rows'));
      if (ref) await deps.imports.open(ref, file?.fsPath);
    },
  };
}
