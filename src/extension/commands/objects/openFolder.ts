import { commands, l10n, workspace } from 'vscode';
import type { Uri } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { type ObjectCommandDeps, targetsOf, uriOf } from './deps';

/** Adds a container or a prefix to the folders of the workspace. */
export async function addToWorkspace(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  const [target] = (await targetsOf(deps, argument)).filter(({ isPrefix }) => isPrefix);
  if (!target) return;
  const uri = uriOf(target);
  const folders = workspace.workspaceFolders ?? [];
  if (folders.some((folder) => folder.uri.toString() === uri.toString())) {
    await commands.executeCommand('revealInExplorer', uri);
    return;
  }
  if (!workspace.updateWorkspaceFolders(folders.length, 0, { uri, name: folderName(uri) })) {
    throw new HeadwaterError({ what: l10n.t('Could not open the folder'), why: l10n.t('The editor did not take it into the workspace.'), todo: l10n.t('Open it in a new window instead.') });
  }
}

export async function openInNewWindow(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  const [target] = (await targetsOf(deps, argument)).filter(({ isPrefix }) => isPrefix);
  if (target) await commands.executeCommand('vscode.openFolder', uriOf(target), { forceNewWindow: true });
}

/** “books/main”: the container's parts and what is below, as people say it. */
export function folderName(uri: Uri): string {
  return uri.path.slice(1);
}
