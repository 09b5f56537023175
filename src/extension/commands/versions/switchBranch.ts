import { commands, l10n, TabInputText, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import type { Tab } from 'vscode';
import { CancelledError } from '../../../core/errors';
import { folderName } from '../objects/openFolder';
import { locate, SCHEME } from '../../objects/objectUri';
import { fileAddress } from '../../versions/branchId';
import { branchFor, type VersionCommandDeps } from './deps';
import { pickRef } from './pickRef';
import { createRef } from './refs';

/** Moves workspace folders and open editors of one ref to another ref of the same container. */
export async function switchBranch(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const from = (await refOfFile(deps, argument)) ?? (await branchFor(deps, argument))?.id;
  if (!from) return;
  const { connectionId, container, branch } = from;
  const create = { label: `$(add) ${l10n.t('Create Branch from “{0}”…', branch)}`, run: 'create' as const, alwaysShow: true };
  const goal = await pickRef(deps.requests, { connectionId, container, title: l10n.t('Switch from “{0}”', branch), placeholder: l10n.t('A branch or tag'), without: [branch], extra: [create] });
  if (goal === undefined) return;
  if (goal === 'create') {
    await createRef(deps, deps.branches.open(from), 'branch');
    return;
  }
  await saveDirty(Uri.from(fileAddress(from, branch)));
  if (goal.kind === 'branch') deps.branches.open({ connectionId, container, branch: goal.name });
  const moves = { from: Uri.from(fileAddress(from, branch)), to: Uri.from(fileAddress(from, goal.name)) };
  await moveEditors(moves);
  moveFolders(moves); // last: the editor may start the extensions again where its first folder changes
}

interface Moves {
  readonly from: Uri;
  readonly to: Uri;
}

/** Tags and commits too, which have no branch behind them. */
async function refOfFile(deps: VersionCommandDeps, argument: unknown): Promise<{ connectionId: string; container: readonly string[]; branch: string } | undefined> {
  const uri = argument instanceof Uri ? argument : argument === undefined ? window.activeTextEditor?.document.uri : undefined;
  if (uri?.scheme !== SCHEME) return undefined;
  const { connectionId, container } = locate(uri, (await deps.requests.objects(uri.authority)).containerParts);
  const ref = container.at(-1);
  return ref === undefined ? undefined : { connectionId, container: container.slice(0, -1), branch: ref };
}

async function saveDirty(root: Uri): Promise<void> {
  const dirty = workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && isBelow(uri, root));
  if (dirty.length === 0) return;
  const button = l10n.t('Save and Switch');
  const message = dirty.length === 1 ? l10n.t('A file has unsaved changes.') : l10n.t('{0} files have unsaved changes.', dirty.length);
  if ((await window.showWarningMessage(message, { modal: true, detail: l10n.t('They are saved where they were opened.') }, button)) !== button) throw new CancelledError();
  for (const document of dirty) if (!(await document.save())) throw new CancelledError();
}

async function moveEditors(moves: Moves): Promise<void> {
  for (const group of window.tabGroups.all) {
    for (const tab of group.tabs) {
      const uri = uriOf(tab);
      if (!uri || !isBelow(uri, moves.from)) continue;
      const goal = elsewhere(uri, moves);
      const there = await workspace.fs.stat(goal).then(() => true, () => false);
      if (there && tab.input instanceof TabInputText) await commands.executeCommand('vscode.open', goal, { viewColumn: group.viewColumn, preview: tab.isPreview, preserveFocus: !tab.isActive });
      if (there || tab.input instanceof TabInputTextDiff) await window.tabGroups.close(tab, true);
    }
  }
}

function moveFolders(moves: Moves): void {
  const folders = workspace.workspaceFolders ?? [];
  for (const { uri, index } of folders) {
    if (uri.toString() !== moves.from.toString() && !isBelow(uri, moves.from)) continue;
    const goal = elsewhere(uri, moves);
    workspace.updateWorkspaceFolders(index, 1, { uri: goal, name: folderName(goal) });
  }
}

function uriOf({ input }: Tab): Uri | undefined {
  if (input instanceof TabInputText) return input.uri;
  return input instanceof TabInputTextDiff ? input.modified : undefined;
}

function isBelow(uri: Uri, root: Uri): boolean {
  return uri.scheme === root.scheme && uri.authority === root.authority && uri.path.startsWith(`${root.path}/`);
}

function elsewhere(uri: Uri, { from, to }: Moves): Uri {
  return uri.with({ path: `${to.path}${uri.path.slice(from.path.length)}` });
}
