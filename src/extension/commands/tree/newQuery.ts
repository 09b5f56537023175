import { commands, l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** Opens an empty document that is bound to the connection of the node. */
export function newQuery(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.newQuery',
    failing: l10n.t('Could not open a query'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind === 'connection' || node?.kind === 'object') await commands.executeCommand('headwater.query.new', { connectionId: node.connectionId });
    },
  };
}
