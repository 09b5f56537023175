import { l10n } from 'vscode';
import { chooseTable } from '../../tables/pickTable';
import { readTable } from '../../tables/readTable';
import type { Command } from '../command';
import type { TableCommandDeps } from './deps';

/** Shows the rows of a table, where they can be changed if the table allows it. */
export function openTable(deps: TableCommandDeps): Command {
  return {
    id: 'headwater.table.open',
    failing: l10n.t('Could not open the table'),
    run: async (argument) => {
      const ref = await chooseTable(deps, argument, l10n.t('Open Table'));
      if (ref) await readTable(deps, ref.connectionId, { kind: 'scan', table: ref.table });
    },
  };
}
