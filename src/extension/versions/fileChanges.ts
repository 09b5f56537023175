import { FileChangeType, Uri } from 'vscode';
import type { FileChangeEvent } from 'vscode';
import type { ChangeInfo } from '../../core/contract/versions';
import { DiffRefs } from '../../protocol/versions';
import { expressible } from '../objects/objectUri';
import type { SessionRequests } from '../objects/sessionRequests';
import { type BranchId, fileAddress } from './branchId';
import { type BranchState, type BranchView, MOST_CHANGES } from './branchState';

/** What happened to the files of a branch, for editors and the Explorer, where changes were undone. */
export function undone(id: BranchId, changes: readonly ChangeInfo[]): readonly FileChangeEvent[] {
  return changes.filter(({ path }) => expressible(path)).map((change) => ({ uri: Uri.from(fileAddress(id, id.branch, change.path)), type: undoneType(change) }));
}

/** Reads a branch that was moved to another commit, and answers what that did to its files, as far as they can be listed at once. */
export async function moved(requests: SessionRequests, state: BranchState, before: BranchView | undefined): Promise<readonly FileChangeEvent[]> {
  await state.refresh();
  const { id, view } = state;
  if (!before || !view) return [];
  const lost = undone(id, before.changes.filter(({ path }) => !state.changeOf(path)));
  if (before.head === view.head) return lost;
  const { connectionId, container } = id;
  const { changes } = await requests.request(DiffRefs, { connectionId, container, left: before.head, right: view.head, kind: 'two-dot', recursive: true, limit: MOST_CHANGES });
  const done = changes.filter(({ path }) => expressible(path)).map((change) => ({ uri: Uri.from(fileAddress(id, id.branch, change.path)), type: doneType(change) }));
  return [...lost, ...done];
}

function doneType({ change }: ChangeInfo): FileChangeType {
  if (change === 'added') return FileChangeType.Created;
  return change === 'removed' ? FileChangeType.Deleted : FileChangeType.Changed;
}

function undoneType({ change }: ChangeInfo): FileChangeType {
  if (change === 'added') return FileChangeType.Deleted;
  return change === 'removed' ? FileChangeType.Created : FileChangeType.Changed;
}
