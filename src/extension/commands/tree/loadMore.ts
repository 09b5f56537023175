import { l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** Reads the next page and selects its first node, so that the keyboard goes on where it was. */
export function loadMore(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.loadMore',
    failing: l10n.t('Could not load more'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind !== 'more') return;
      const before = node.parent.children.shown.items.length;
      await deps.model.more(node);
      const first = deps.model.loadedObjects(node.parent)[before];
      if (first) await deps.view.reveal(first, { select: true, focus: true });
    },
  };
}
