import { FileChangeType, Uri } from 'vscode';
import type { ObjectPath } from '../../core/contract/objects';
import { addressOf, expressible } from '../../extension/objects/objectUri';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import { fileAddress } from '../../extension/versions/branchId';
import type { OpenBranches } from '../../extension/versions/openBranches';
import { branchOf } from '../scm/branchControls';
import type { ObjectFileSystem } from './objectFileSystem';

export interface RefreshDeps {
  readonly requests: SessionRequests;
  readonly branches: OpenBranches;
  readonly fileSystem: ObjectFileSystem;
}

/** After objects were changed by the tree's verbs: Source Control opens their branch, and the Explorer sees what came and went. */
export async function refreshBranchAt({ requests, branches, fileSystem }: RefreshDeps, connectionId: string, path: ObjectPath): Promise<void> {
  if (!expressible(path.join('/').replace(/\/$/u, ''))) return;
  // The verb itself has told what failed; that Source Control cannot be brought up to date is told by its own state.
  const id = await branchOf(requests, Uri.from(addressOf(connectionId, path)), branches.all).catch(() => undefined);
  if (!id) return;
  const state = branches.open(id);
  const before = new Map(state.view?.changes.map((change) => [change.path, change.change]));
  await state.refresh();
  const came = (state.view?.changes ?? []).filter((change) => expressible(change.path) && before.get(change.path) !== change.change);
  fileSystem.changed(
    came.map(({ path: key, change }) => ({
      uri: Uri.from(fileAddress(id, id.branch, key)),
      type: change === 'added' ? FileChangeType.Created : change === 'removed' ? FileChangeType.Deleted : FileChangeType.Changed,
    })),
  );
}
