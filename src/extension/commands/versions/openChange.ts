import { commands, l10n, Uri, ViewColumn } from 'vscode';
import type { ChangeInfo } from '../../../core/contract/versions';
import type { DataObject } from '../../../protocol/data';
import { CompareBranches, DiffRefs } from '../../../protocol/versions';
import { expressible } from '../../objects/objectUri';
import { type BranchId, fileAddress } from '../../versions/branchId';
import { isChangeTarget, type VersionCommandDeps } from './deps';

/** Changes that one multi-file comparison opens. */
const MOST = 100;

/** A change against the commit that the branch stands at; one of a merge against the other side. */
export async function openChange(argument: unknown): Promise<void> {
  if (!isChangeTarget(argument)) return;
  const { branch, change } = argument;
  const { id, view, merge } = branch;
  if (!view) return;
  const now = Uri.from(fileAddress(id, id.branch, change.path));
  const head = Uri.from(fileAddress(id, view.head, change.path));
  const name = change.path.slice(change.path.lastIndexOf('/') + 1);
  switch (change.change) {
    case 'added':
      await commands.executeCommand('vscode.open', now);
      return;
    case 'removed':
      await commands.executeCommand('vscode.open', head, {}, l10n.t('{0} (deleted)', name));
      return;
    case 'modified':
      await commands.executeCommand('vscode.diff', Uri.from(fileAddress(id, view.committed, change.path)), now, l10n.t('{0} (committed ↔ {1})', name, id.branch));
      return;
    case 'conflict':
      if (merge) await commands.executeCommand('vscode.diff', now, Uri.from(fileAddress(id, merge.source, change.path)), l10n.t('{0} ({1} ↔ {2})', name, id.branch, merge.source));
  }
}

/** The rows of a changed object as they were and as they are; of one in conflict, as both sides have them. */
export async function compareData(argument: unknown): Promise<void> {
  if (!isChangeTarget(argument)) return;
  const { branch: { id, view, merge }, change } = argument;
  const [before, after] = change.change === 'conflict' ? [id.branch, merge?.source] : [view?.head, id.branch];
  if (before === undefined || after === undefined) return;
  const at = (ref: string): DataObject => ({ connectionId: id.connectionId, object: [...id.container, ref, change.path] });
  await commands.executeCommand('headwater.data.compare', at(after), at(before));
}

export async function openFile(argument: unknown): Promise<void> {
  if (!isChangeTarget(argument)) return;
  const { branch, change } = argument;
  const ref = change.change === 'removed' ? (branch.view?.head ?? branch.id.branch) : branch.id.branch;
  await commands.executeCommand('vscode.open', Uri.from(fileAddress(branch.id, ref, change.path)));
}

/** What both sides of a merge made of a file, and what it was before: base, this branch, the other. */
export async function openThreeVersions(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  if (!isChangeTarget(argument)) return;
  const { branch: { id, merge }, change } = argument;
  if (!merge) return;
  const { connectionId, container, branch } = id;
  const { base } = await deps.requests.request(CompareBranches, { connectionId, container, branch, base: merge.source });
  const sides = [...(base === undefined ? [] : [{ ref: base, label: l10n.t('base') }]), { ref: branch, label: branch }, { ref: merge.source, label: merge.source }];
  const columns = [ViewColumn.One, ViewColumn.Two, ViewColumn.Three];
  for (const [index, { ref, label }] of sides.entries()) {
    await commands.executeCommand('vscode.open', Uri.from(fileAddress(id, ref, change.path)), { viewColumn: columns[index], preview: false }, `${change.path} (${label})`);
  }
}

/** All changes between two refs in one editor of many comparisons. */
export async function openAllChanges(deps: VersionCommandDeps, id: Omit<BranchId, 'branch'>, left: string, right: string, title: string, kind: 'two-dot' | 'three-dot' = 'two-dot'): Promise<void> {
  const { connectionId, container } = id;
  const { changes, next } = await deps.requests.request(DiffRefs, { connectionId, container, left, right, kind, recursive: true, limit: MOST });
  await showChanges(id, changes, left, right, next === undefined ? title : l10n.t('{0} (first {1})', title, MOST));
}

/** Uncommitted changes of a branch, together. */
export async function openUncommitted(id: BranchId, committed: string, changes: readonly ChangeInfo[]): Promise<void> {
  await showChanges(id, changes.slice(0, MOST), committed, id.branch, l10n.t('Uncommitted changes on {0}', id.branch));
}

async function showChanges(id: Omit<BranchId, 'branch'>, changes: readonly ChangeInfo[], left: string, right: string, title: string): Promise<void> {
  const resources = changes
    .filter(({ path }) => expressible(path))
    .map(({ path, change }) => {
      const [before, after] = [Uri.from(fileAddress(id, left, path)), Uri.from(fileAddress(id, right, path))];
      return [after, change === 'added' ? undefined : before, change === 'removed' ? undefined : after];
    });
  await commands.executeCommand('vscode.changes', title, resources);
}
