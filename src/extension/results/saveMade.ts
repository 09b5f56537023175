import { homedir } from 'node:os';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';

const made = z.object({ name: z.string(), kind: z.enum(['png', 'svg', 'csv']), bytes: z.instanceof(Uint8Array) });

/** Asks for a file and writes what a view has made into it, a picture or a table. False where the person changed their mind. */
export async function saveMade(params: unknown): Promise<boolean> {
  const { name, kind, bytes } = z.parse(made, params);
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const file = `${name.replaceAll(/[^\p{L}\p{N} _.-]+/gu, '_').trim() || 'chart'}.${kind}`;
  const target = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, file), title: l10n.t('Export Chart'), saveLabel: l10n.t('Export'), filters: { [kind.toUpperCase()]: [kind] } });
  if (!target) return false;
  try {
    await workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new HeadwaterError({ what: l10n.t('Could not save the file'), why: error instanceof Error ? error.message : String(error), todo: l10n.t('Choose another place.') }, { cause: error });
  }
  const open = l10n.t('Open');
  void window.showInformationMessage(l10n.t('Wrote {0}.', workspace.asRelativePath(target)), open).then((chosen) => (chosen === open ? commands.executeCommand('vscode.open', target) : undefined));
  return true;
}
