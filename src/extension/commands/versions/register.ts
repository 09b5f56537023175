import { commands as editor, Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import { type Command, registerCommand } from '../command';
import { commit } from './commit';
import { cherryPick, compareWithBase, copyCommitId, resetTo, revert, showCommit } from './commits';
import { branchFor, refOf, type VersionCommandDeps } from './deps';
import { discard, discardAll, discardBelow } from './discard';
import { abandonMerge, merge, resolve } from './merge';
import { compareData, openChange, openFile, openThreeVersions, openUncommitted } from './openChange';
import { createProposal, showProposals } from './proposals';
import { createRef, deleteRef } from './refs';
import { switchBranch } from './switchBranch';

/** All commands `headwater.versions.*`. */
export function registerVersionCommands(deps: VersionCommandDeps, reporter: FailureReporter): Disposable {
  const committing = l10n.t('Could not commit');
  const merging = l10n.t('Could not merge');
  const opening = l10n.t('Could not open the changes');
  const commands: readonly Command[] = [
    { id: 'headwater.versions.openBranch', failing: l10n.t('Could not open the branch'), run: (node) => openBranch(deps, node) },
    { id: 'headwater.versions.closeBranch', failing: l10n.t('Could not close the branch'), run: (control) => closeBranch(deps, control) },
    { id: 'headwater.versions.refresh', failing: l10n.t('Could not read the changes'), run: (control) => refresh(deps, control) },
    { id: 'headwater.versions.commit', failing: committing, run: (control) => commit(deps, control, { metadata: false, newBranch: false }) },
    { id: 'headwater.versions.commitWithMetadata', failing: committing, run: (control) => commit(deps, control, { metadata: true, newBranch: false }) },
    { id: 'headwater.versions.commitOnNewBranch', failing: committing, run: (control) => commit(deps, control, { metadata: false, newBranch: true }) },
    { id: 'headwater.versions.discard', failing: l10n.t('Could not discard the changes'), run: (...rows) => discard(deps, rows) },
    { id: 'headwater.versions.discardAll', failing: l10n.t('Could not discard the changes'), run: (group) => discardAll(deps, group) },
    { id: 'headwater.versions.discardBelow', failing: l10n.t('Could not discard the changes'), run: (node) => discardBelowNode(deps, node) },
    { id: 'headwater.versions.openChange', failing: opening, run: (row) => openChange(row) },
    { id: 'headwater.versions.compareData', failing: l10n.t('Could not compare the data'), run: (row) => compareData(row) },
    { id: 'headwater.versions.openFile', failing: opening, run: (row) => openFile(row) },
    { id: 'headwater.versions.openAll', failing: opening, run: (group) => openAll(deps, group) },
    { id: 'headwater.versions.openThreeVersions', failing: opening, run: (row) => openThreeVersions(deps, row) },
    { id: 'headwater.versions.merge', failing: merging, run: (control) => merge(deps, control) },
    { id: 'headwater.versions.takeSource', failing: merging, run: (group) => resolve(deps, group, 'source-wins') },
    { id: 'headwater.versions.takeDestination', failing: merging, run: (group) => resolve(deps, group, 'destination-wins') },
    { id: 'headwater.versions.abandonMerge', failing: merging, run: (group) => abandonMerge(deps, group) },
    { id: 'headwater.versions.createProposal', failing: l10n.t('Could not create the pull request'), run: (node) => createProposal(deps, node) },
    { id: 'headwater.versions.showProposals', failing: l10n.t('Could not show the pull requests'), run: (node) => showProposals(deps, node) },
    { id: 'headwater.versions.createBranch', failing: l10n.t('Could not create the branch'), run: (node) => createRef(deps, node, 'branch') },
    { id: 'headwater.versions.createTag', failing: l10n.t('Could not create the tag'), run: (node) => createRef(deps, node, 'tag') },
    { id: 'headwater.versions.deleteRef', failing: l10n.t('Could not delete the ref'), run: (node) => deleteRef(deps, node) },
    { id: 'headwater.versions.switchBranch', failing: l10n.t('Could not switch'), run: (control) => switchBranch(deps, control) },
    { id: 'headwater.versions.compareWithBase', failing: opening, run: (control) => compareWithBase(deps, control) },
    { id: 'headwater.versions.showCommit', failing: opening, run: (node) => showCommit(deps, node) },
    { id: 'headwater.versions.copyCommitId', failing: l10n.t('Could not copy the id'), run: (node) => copyCommitId(node) },
    { id: 'headwater.versions.revert', failing: l10n.t('Could not revert the commit'), run: (node) => revert(deps, node) },
    { id: 'headwater.versions.cherryPick', failing: l10n.t('Could not cherry-pick the commit'), run: (node) => cherryPick(deps, node) },
    { id: 'headwater.versions.resetTo', failing: l10n.t('Could not reset the branch'), run: (node) => resetTo(deps, node) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}

async function openBranch(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  if (await branchFor(deps, argument)) await editor.executeCommand('workbench.view.scm');
}

async function closeBranch(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  if (state) deps.branches.close(state.id);
}

async function refresh(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = deps.controls.stateOf(argument);
  await Promise.all((state ? [state] : deps.branches.all).map((one) => one.refresh()));
}

async function openAll(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  if (state?.view) await openUncommitted(state.id, state.view.committed, state.view.changes);
}

/** On a prefix of the tree: its branch is the part of its container that versions know as a ref. */
async function discardBelowNode(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  if (typeof argument !== 'object' || argument === null || !('connectionId' in argument) || !('object' in argument)) return;
  const { connectionId, object } = argument;
  if (typeof connectionId !== 'string' || typeof object !== 'object' || object === null || !('object' in object) || !Array.isArray(object.object)) return;
  const path = object.object.filter((part): part is string => typeof part === 'string');
  const { containerParts } = await deps.requests.objects(connectionId);
  const branch = path[containerParts - 1];
  if (branch === undefined) return;
  const state = refOf(argument) ? await branchFor(deps, argument) : deps.branches.open({ connectionId, container: path.slice(0, containerParts - 1), branch });
  if (state) await discardBelow(deps, state, path.slice(containerParts).join('/'));
}
