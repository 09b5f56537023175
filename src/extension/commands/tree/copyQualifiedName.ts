import { env, l10n } from 'vscode';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { objectsFor } from './deps';

/** Copies names as they stand in a statement: qualified, and quoted where needed. */
export function copyQualifiedName(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.copyQualifiedName',
    failing: l10n.t('Could not copy the name'),
    run: async (argument) => env.clipboard.writeText(objectsFor(deps, argument).map(({ object }) => object.reference ?? object.label).join(', ')),
  };
}
