import { l10n, ProgressLocation, window } from 'vscode';
import type { CommitInfo } from '../../../core/contract/versions';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { SaveBranch, SaveOnNewBranch } from '../../../protocol/versions';
import type { BranchState } from '../../versions/branchState';
import { askMetadata } from './askMetadata';
import { askRefName } from './askRefName';
import { branchFor, type VersionCommandDeps } from './deps';
import { discardKnown } from './discard';

const ACKNOWLEDGED = 'headwater.sharedCommits';

export interface CommitHow {
  readonly metadata: boolean;
  readonly newBranch: boolean;
}

/** Commits what is uncommitted on a branch, with the message of the commit box. */
export async function commit(deps: VersionCommandDeps, argument: unknown, how: CommitHow): Promise<void> {
  const state = await branchFor(deps, argument);
  if (!state) return;
  const input = deps.controls.controlOf(state)?.inputBox;
  await state.refresh();
  const count = state.view?.changes.length ?? 0;
  const allowEmpty = count === 0;
  if (allowEmpty && (how.newBranch || !(await mayCommitNothing(state)))) {
    if (how.newBranch) throw new HeadwaterError({ what: l10n.t('Could not commit on a new branch'), why: l10n.t('There are no uncommitted changes on “{0}”.', state.id.branch), kind: 'invalid' });
    return;
  }
  const typed = input?.value.trim() ?? '';
  const message = typed !== '' ? typed : await window.showInputBox({ title: l10n.t('Commit on “{0}”', state.id.branch), prompt: l10n.t('Message'), ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' ? l10n.t('Enter a message.') : undefined) });
  if (message === undefined) return;
  const newBranch = how.newBranch ? await askRefName('branch', state.id.branch) : undefined;
  if (how.newBranch && newBranch === undefined) return;
  const metadata = how.metadata ? await askMetadata(l10n.t('Commit')) : {};
  if (!metadata) return;
  if (newBranch === undefined && !(await mayCommit(deps, state, count))) return;
  const { connectionId, container, branch } = state.id;
  const request = { message, metadata, ...(allowEmpty ? { allowEmpty } : {}) };
  const saved = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Committing on “{0}”', newBranch ?? branch), cancellable: newBranch !== undefined }, (_, cancel): Promise<CommitInfo> => {
    const params = { connectionId, container, branch, request };
    return newBranch === undefined ? deps.requests.request(SaveBranch, params) : deps.requests.request(SaveOnNewBranch, { ...params, newBranch }, cancel);
  });
  if (input && input.value.trim() === typed) input.value = '';
  window.setStatusBarMessage(l10n.t('$(git-commit) Committed {0} on “{1}”.', saved.id.slice(0, 10), newBranch ?? branch), 8_000);
  await state.refresh();
  deps.treeChanged(connectionId, container);
  if (newBranch !== undefined) await afterNewBranch(deps, state, newBranch);
}

async function afterNewBranch(deps: VersionCommandDeps, state: BranchState, newBranch: string): Promise<void> {
  deps.branches.open({ ...state.id, branch: newBranch });
  const discard = l10n.t('Discard Them on “{0}”', state.id.branch);
  const message = l10n.t('The changes are committed on “{0}”. They are still uncommitted on “{1}”.', newBranch, state.id.branch);
  if ((await window.showInformationMessage(message, discard, l10n.t('Keep Them'))) === discard) await discardKnown(deps, state, [{ kind: 'all' }], state.view?.changes ?? []);
}

async function mayCommitNothing({ id }: BranchState): Promise<boolean> {
  const button = l10n.t('Create Empty Commit');
  return (await window.showInformationMessage(l10n.t('There are no uncommitted changes on “{0}”.', id.branch), { modal: true }, button)) === button;
}

/** What is uncommitted belongs to the branch: others may have put some of it there. */
async function mayCommit(deps: VersionCommandDeps, state: BranchState, count: number): Promise<boolean> {
  const { id, view } = state;
  await deps.consent.forVerb(id.connectionId, l10n.t('Commit'), l10n.t('Commit on “{0}”?', id.branch));
  if (!view?.info.sharedUncommitted || deps.memento.get(ACKNOWLEDGED) === true) return true;
  const [once, always] = [l10n.t('Commit'), l10n.t('Commit and Don’t Ask Again')];
  const detail = l10n.t('Uncommitted changes belong to the branch and not to a person: this commit takes those of everybody who works on it.');
  const message = count === 1 ? l10n.t('Commit one change on “{0}”?', id.branch) : l10n.t('Commit {0} changes on “{1}”?', `${formatCount(count)}${view.more ? '+' : ''}`, id.branch);
  const answer = await window.showWarningMessage(message, { modal: true, detail }, once, always);
  if (answer === always) await deps.memento.update(ACKNOWLEDGED, true);
  return answer === once || answer === always;
}
