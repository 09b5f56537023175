import { FileChangeType, Uri, workspace } from 'vscode';
import type { Disposable, FileChangeEvent } from 'vscode';
import { fileAddress } from '../../extension/versions/branchId';
import type { BranchState } from '../../extension/versions/branchState';
import type { OpenBranches } from '../../extension/versions/openBranches';

/** Tells of documents that show what is committed on a branch, as the left side of a comparison does, when the branch stands at another commit. */
export function followCommits(branches: Pick<OpenBranches, 'onDidChange'>, changed: (changes: readonly FileChangeEvent[]) => void): Pick<Disposable, 'dispose'> {
  const heads = new WeakMap<BranchState, string>();
  return branches.onDidChange((state) => {
    const { id, view } = state;
    if (!view) return;
    const before = heads.get(state);
    heads.set(state, view.head);
    if (before === undefined || before === view.head) return;
    const root = Uri.from(fileAddress(id, view.committed));
    const shown = workspace.textDocuments.filter(({ uri }) => uri.scheme === root.scheme && uri.authority === root.authority && uri.path.startsWith(`${root.path}/`));
    changed(shown.map(({ uri }) => ({ type: FileChangeType.Changed, uri })));
  });
}
