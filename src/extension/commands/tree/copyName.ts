import { env, l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { objectsFor } from './deps';

/** Copies labels as they are read. */
export function copyName(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.copyName',
    failing: l10n.t('Could not copy the name'),
    run: async (argument) => env.clipboard.writeText(objectsFor(deps, argument).map(({ object }) => object.label).join('\n')),
  };
}
