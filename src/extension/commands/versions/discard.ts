import { l10n, window } from 'vscode';
import type { ChangeInfo } from '../../../core/contract/versions';
import { formatCount } from '../../../core/format/numbers';
import { DiscardChanges, type DiscardWhat } from '../../../protocol/versions';
import { type BranchState, MOST_CHANGES } from '../../versions/branchState';
import { undone } from '../../versions/fileChanges';
import { branchFor, isChangeTarget, type VersionCommandDeps } from './deps';

/** Throws away the uncommitted changes of rows, after asking. */
export async function discard(deps: VersionCommandDeps, targets: readonly unknown[]): Promise<void> {
  const rows = targets.filter(isChangeTarget);
  const [first] = rows;
  if (!first) return;
  const changes = rows.filter(({ branch }) => branch === first.branch).map(({ change }) => change);
  const message = changes.length === 1 ? l10n.t('Discard the changes in “{0}”?', first.change.path) : l10n.t('Discard the changes in {0} objects?', formatCount(changes.length));
  if (!(await confirm(message, first.branch))) return;
  await discardKnown(deps, first.branch, changes.map(({ path }) => ({ kind: 'object', path })), changes);
}

/** All of a branch. */
export async function discardAll(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  const view = state?.view;
  if (!state || !view) return;
  const count = `${formatCount(view.changes.length)}${view.more ? '+' : ''}`;
  if (!(await confirm(l10n.t('Discard all {0} uncommitted changes on “{1}”?', count, state.id.branch), state))) return;
  await discardKnown(deps, state, [{ kind: 'all' }], view.changes);
}

/** All below a prefix. */
export async function discardBelow(deps: VersionCommandDeps, state: BranchState, prefix: string): Promise<void> {
  if (!(await confirm(l10n.t('Discard all uncommitted changes below “{0}”?', prefix), state))) return;
  await state.refresh();
  await discardKnown(deps, state, [{ kind: 'prefix', path: prefix }], state.view?.changes.filter(({ path }) => path.startsWith(prefix)) ?? []);
}

/** Without asking. `changes`: those of the discarded that are known, for editors that show them. */
export async function discardKnown(deps: VersionCommandDeps, state: BranchState, what: readonly DiscardWhat[], changes: readonly ChangeInfo[]): Promise<void> {
  const { connectionId, container, branch } = state.id;
  await deps.consent.forVerb(connectionId, l10n.t('Discard'), l10n.t('Discard changes on “{0}”?', branch));
  try {
    await deps.requests.request(DiscardChanges, { connectionId, container, branch, what });
  } finally {
    await state.refresh();
    deps.filesChanged(undone(state.id, changes.slice(0, MOST_CHANGES).filter(({ path }) => !state.changeOf(path))));
    deps.treeChanged(connectionId, container);
  }
}

async function confirm(message: string, { view }: BranchState): Promise<boolean> {
  const button = l10n.t('Discard Changes');
  const shared = view?.info.sharedUncommitted === true ? l10n.t('They are everyone’s, not only yours. ') : '';
  return (await window.showWarningMessage(message, { modal: true, detail: `${shared}${l10n.t('This cannot be undone.')}` }, button)) === button;
}
