import { l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** On a failure or a connection that is not open: tries again what it stands for. */
export function retry(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.retry',
    failing: l10n.t('Could not try again'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind !== 'failure' && node?.kind !== 'connect') return;
      const { next } = node.parent.children.shown;
      await (next === undefined ? node.parent.children.refresh() : node.parent.children.more());
    },
  };
}
