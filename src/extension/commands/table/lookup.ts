import { l10n } from 'vscode';
import { chooseTable } from '../../tables/pickTable';
import type { Command } from '../command';
import type { TableCommandDeps } from './deps';

/** Opens the panel that finds rows by their key. */
export function lookupInTable(deps: TableCommandDeps): Command {
  return {
    id: 'headwater.table.lookup',
    failing: l10n.t('Could not look up by key'),
    run: async (argument) => {
      const ref = await chooseTable(deps, argument, l10n.t('Look Up by Key'));
      if (ref) await deps.lookups.open(ref);
    },
  };
}
