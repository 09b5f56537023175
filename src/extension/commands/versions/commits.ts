import { env, l10n, window } from 'vscode';
import { CherryPick, GetCommit, ResetBranch, RevertCommit } from '../../../protocol/versions';
import { BranchState } from '../../versions/branchState';
import { moved } from '../../versions/fileChanges';
import { branchFor, refOf, type VersionCommandDeps } from './deps';
import { refuseDirty } from './merge';
import { openAllChanges } from './openChange';
import { pickRef } from './pickRef';

interface CommitOn {
  readonly state: BranchState;
  readonly commit: string;
}

/** A commit of the history, with the branch that it is shown under. */
function commitOf(argument: unknown): CommitOn | undefined {
  const target = refOf(argument);
  if (target?.ref?.kind !== 'commit' || typeof argument !== 'object' || argument === null || !('branch' in argument)) return undefined;
  return argument.branch instanceof BranchState ? { state: argument.branch, commit: target.ref.name } : undefined;
}

export async function copyCommitId(argument: unknown): Promise<void> {
  const target = refOf(argument);
  if (target?.ref) await env.clipboard.writeText(target.ref.name);
}

/** What a commit changed, against its first parent. */
export async function showCommit(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const target = refOf(argument);
  if (!target?.ref) return;
  const { connectionId, container } = target;
  const info = await deps.requests.request(GetCommit, { connectionId, container, ref: target.ref.name });
  const [parent] = info.parents;
  if (parent !== undefined) await openAllChanges(deps, target, parent, info.id, `${info.id.slice(0, 10)} ${info.message}`);
}

/** What a branch has that the default branch has not. */
export async function compareWithBase(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  const base = state?.view?.base;
  if (state && base !== undefined) await openAllChanges(deps, state.id, base, state.id.branch, `${base}…${state.id.branch}`, 'three-dot');
}

/** Undoes a commit by a new one, on the branch that it is shown under. */
export async function revert(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const on = commitOf(argument);
  if (!on || !(await confirm(l10n.t('Revert {0} on “{1}”?', on.commit.slice(0, 10), on.state.id.branch), l10n.t('A new commit undoes its changes.'), l10n.t('Revert')))) return;
  const parent = await mainParent(deps, on);
  if (parent === 'given up') return;
  await change(deps, on.state, l10n.t('Revert'), true, () => deps.requests.request(RevertCommit, { ...on.state.id, commit: on.commit, ...parent }));
}

/** Makes the same changes as a commit, on another branch. */
export async function cherryPick(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const on = commitOf(argument);
  if (!on) return;
  const { connectionId, container } = on.state.id;
  const goal = await pickRef(deps.requests, { connectionId, container, kinds: ['branch'], title: l10n.t('Cherry-Pick {0} onto', on.commit.slice(0, 10)), placeholder: l10n.t('The branch that gets the changes') });
  if (goal === undefined || goal === 'create') return;
  const parent = await mainParent(deps, on);
  if (parent === 'given up') return;
  const state = deps.branches.open({ connectionId, container, branch: goal.name });
  await change(deps, state, l10n.t('Cherry-Pick'), true, () => deps.requests.request(CherryPick, { ...state.id, commit: on.commit, ...parent }));
}

/** Moves the branch to a commit; what came later is no longer on it, and what is uncommitted is lost. */
export async function resetTo(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const on = commitOf(argument);
  if (!on) return;
  const { branch } = on.state.id;
  const detail = l10n.t('Commits after it are no longer on the branch, and its uncommitted changes are lost. It stands at {0} now: reset to that to undo.', on.state.view?.head ?? '?');
  if (!(await confirm(l10n.t('Reset “{0}” to {1}?', branch, on.commit.slice(0, 10)), detail, l10n.t('Reset Branch')))) return;
  await change(deps, on.state, l10n.t('Reset'), false, () => deps.requests.request(ResetBranch, { ...on.state.id, to: on.commit }));
}

async function change(deps: VersionCommandDeps, state: BranchState, verb: string, clean: boolean, work: () => Promise<unknown>): Promise<void> {
  await deps.consent.forVerb(state.id.connectionId, verb, l10n.t('{0} on “{1}”?', verb, state.id.branch));
  if (clean) await refuseDirty(state);
  else await state.refresh();
  const before = state.view;
  await work();
  deps.filesChanged(await moved(deps.requests, state, before));
  deps.treeChanged(state.id.connectionId, state.id.container);
}

/** A merge has several parents: the person says which one is the main line. */
async function mainParent(deps: VersionCommandDeps, { state, commit }: CommitOn): Promise<{ readonly parent?: number } | 'given up'> {
  const { connectionId, container } = state.id;
  const { parents } = await deps.requests.request(GetCommit, { connectionId, container, ref: commit });
  if (parents.length <= 1) return {};
  const items = parents.map((id, index) => ({ label: `${index + 1}: ${id.slice(0, 10)}`, parent: index + 1 }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('This commit is a merge. Which parent is the main line?') });
  return chosen ? { parent: chosen.parent } : 'given up';
}

async function confirm(message: string, detail: string, button: string): Promise<boolean> {
  return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}
