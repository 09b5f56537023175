import { l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** Reads a node again, or all that is loaded when called on the view. */
export function refresh(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.refresh',
    failing: l10n.t('Could not refresh'),
    run: async (argument) => {
      await deps.model.refresh(argument === undefined ? undefined : nodeFor(deps, argument));
    },
  };
}
