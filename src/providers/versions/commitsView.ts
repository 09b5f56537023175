import { commands, Disposable, l10n, Uri, window } from 'vscode';
import { registerCommand } from '../../extension/commands/command';
import type { FailureReporter } from '../../extension/failures';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import { fileAddress } from '../../extension/versions/branchId';
import { BranchState } from '../../extension/versions/branchState';
import type { OpenBranches } from '../../extension/versions/openBranches';
import type { DataObject } from '../../protocol/data';
import { ModelTree } from '../tree/modelTree';
import type { CommitChangeNode } from './commitNodes';
import { CommitsModel } from './commitsModel';
import { makeCommitWords } from './presentCommit';

/** The view `headwater.commits`, beside Source Control. */
export class CommitsView implements Disposable {
  readonly #owned: Disposable;

  constructor(branches: OpenBranches, requests: SessionRequests, failures: FailureReporter) {
    const model = new CommitsModel(branches, requests, makeCommitWords({ t: (message, ...args) => l10n.t(message, ...args) }));
    const tree = new ModelTree(model);
    const view = window.createTreeView('headwater.commits', { treeDataProvider: tree, showCollapseAll: true });
    const failing = l10n.t('Could not show the history');
    this.#owned = Disposable.from(
      view,
      tree,
      model,
      registerCommand({ id: 'headwater.commits.refresh', failing, run: async () => { model.refresh(); } }, failures),
      registerCommand({ id: 'headwater.commits.loadMore', failing, run: async (node) => { if (isMore(node)) await model.more(node.branch); } }, failures),
      registerCommand({ id: 'headwater.commits.openChange', failing, run: async (node) => { if (isChange(node)) await openChange(node); } }, failures),
      registerCommand({ id: 'headwater.commits.compareData', failing: l10n.t('Could not compare the data'), run: async (node) => { if (isChange(node)) await compareData(node); } }, failures),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

async function openChange({ parent, before, change }: CommitChangeNode): Promise<void> {
  const { id } = parent.branch;
  const [left, right] = [Uri.from(fileAddress(id, before, change.path)), Uri.from(fileAddress(id, parent.id, change.path))];
  const name = change.path.slice(change.path.lastIndexOf('/') + 1);
  const at = parent.id.slice(0, 10);
  if (change.change === 'added') await commands.executeCommand('vscode.open', right, {}, `${name} (${at})`);
  else if (change.change === 'removed') await commands.executeCommand('vscode.open', left, {}, l10n.t('{0} (deleted in {1})', name, at));
  else await commands.executeCommand('vscode.diff', left, right, `${name} (${before.slice(0, 10)} ↔ ${at})`);
}

async function compareData({ parent, before, change }: CommitChangeNode): Promise<void> {
  const { connectionId, container } = parent.branch.id;
  const at = (ref: string): DataObject => ({ connectionId, object: [...container, ref, change.path] });
  await commands.executeCommand('headwater.data.compare', at(parent.id), at(before));
}

function isMore(node: unknown): node is { readonly branch: BranchState } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'moreCommits' && 'branch' in node && node.branch instanceof BranchState;
}

function isChange(node: unknown): node is CommitChangeNode {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'commitChange';
}
