import { l10n, window } from 'vscode';
import { CreateRef, DeleteRef, ResolveRef } from '../../../protocol/versions';
import { askRefName } from './askRefName';
import { branchFor, refOf, type RefTarget, type VersionCommandDeps } from './deps';
import { pickRef } from './pickRef';

/** Makes a branch or tag at a ref: the one that the command was called on, or one that the person picks. */
export async function createRef(deps: VersionCommandDeps, argument: unknown, kind: 'branch' | 'tag'): Promise<void> {
  const target = refOf(argument) ?? (await targetOfBranch(deps, argument));
  if (!target) return;
  const { connectionId, container } = target;
  const from = target.ref?.name ?? (await pickFrom(deps, target, kind));
  const name = from === undefined ? undefined : await askRefName(kind, from);
  if (from === undefined || name === undefined) return;
  await deps.consent.forVerb(connectionId, l10n.t('Create'), kind === 'branch' ? l10n.t('Create the branch “{0}”?', name) : l10n.t('Create the tag “{0}”?', name));
  const made = await deps.requests.request(CreateRef, { connectionId, container, kind, name: name.trim(), from });
  deps.treeChanged(connectionId, container);
  if (kind === 'branch') deps.branches.open({ connectionId, container, branch: made.name });
  window.setStatusBarMessage(kind === 'branch' ? l10n.t('$(git-branch) Created the branch “{0}”.', made.name) : l10n.t('$(tag) Created the tag “{0}”.', made.name), 8_000);
}

/** Deletes a branch or tag, and says where it stood, so that it can be made again. */
export async function deleteRef(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const target = refOf(argument);
  const { ref } = target ?? {};
  if (!target || !ref || ref.kind === 'commit') return;
  const { connectionId, container } = target;
  const { commit } = await deps.requests.request(ResolveRef, { connectionId, container, ref: ref.name });
  const message = ref.kind === 'branch' ? l10n.t('Delete the branch “{0}”?', ref.name) : l10n.t('Delete the tag “{0}”?', ref.name);
  const lost = ref.kind === 'branch' ? l10n.t(' Its uncommitted changes are lost.') : '';
  const button = ref.kind === 'branch' ? l10n.t('Delete Branch') : l10n.t('Delete Tag');
  if ((await window.showWarningMessage(message, { modal: true, detail: l10n.t('It stands at {0}: made there again, it is back.{1}', commit, lost) }, button)) !== button) return;
  await deps.requests.request(DeleteRef, { connectionId, container, kind: ref.kind, name: ref.name });
  if (ref.kind === 'branch') deps.branches.close({ connectionId, container, branch: ref.name });
  deps.treeChanged(connectionId, container);
  window.setStatusBarMessage(l10n.t('Deleted “{0}”. It stood at {1}.', ref.name, commit.slice(0, 16)), 10_000);
}

async function targetOfBranch(deps: VersionCommandDeps, argument: unknown): Promise<RefTarget | undefined> {
  const state = await branchFor(deps, argument);
  return state && { connectionId: state.id.connectionId, container: state.id.container, ref: { kind: 'branch', name: state.id.branch } };
}

async function pickFrom(deps: VersionCommandDeps, { connectionId, container }: RefTarget, kind: 'branch' | 'tag'): Promise<string | undefined> {
  const title = kind === 'branch' ? l10n.t('New Branch') : l10n.t('New Tag');
  const from = await pickRef(deps.requests, { connectionId, container, title, placeholder: l10n.t('Where it begins') });
  return from === 'create' ? undefined : from?.name;
}
