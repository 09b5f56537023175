import { commands, l10n } from 'vscode';
import type { CatalogNode } from '../../../core/contract/catalog';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

const ROWS = 100;

/** Opens a document with a statement that reads the first rows, and runs it. */
export function selectFirstRows(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.selectFirstRows',
    failing: l10n.t('Could not select the first rows'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind !== 'object' || node.object.reference === undefined) return;
      await firstRows(node.connectionId, node.object);
    },
  };
}

/** @param object has a reference or a preview */
export async function firstRows(connectionId: string, { preview, reference = '' }: CatalogNode): Promise<void> {
  const text = preview ?? `SELECT *\nFROM ${reference}\nLIMIT ${ROWS};\n`;
  await commands.executeCommand('headwater.query.openAndRun', { connectionId, text });
}
