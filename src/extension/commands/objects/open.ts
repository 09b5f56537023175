import { commands } from 'vscode';
import { type ObjectCommandDeps, targetsOf, uriOf } from './deps';

/** Files whose rows are worth more than their bytes. */
const ROWS = /\.(?:parquet|arrow|feather)$/iu;

/** Opens objects in the editor that fits; those that hold rows only as rows, where they can be selected from. */
export async function openObject(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  for (const target of await targetsOf(deps, argument)) {
    if (target.isPrefix) continue;
    if (ROWS.test(target.label) && target.node?.object.selectable) await commands.executeCommand('headwater.tree.selectFirstRows', target.node);
    else await commands.executeCommand('vscode.open', uriOf(target), { preview: true });
  }
}
