import { commands, l10n, Uri } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** Opens the file that a node stands for, in the editor that fits it. */
export function openFile(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.openFile',
    failing: l10n.t('Could not open the file'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind === 'object' && node.object.file !== undefined) await commands.executeCommand('vscode.open', Uri.file(node.object.file));
    },
  };
}
