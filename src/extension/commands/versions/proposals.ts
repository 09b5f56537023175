import { l10n, ProgressLocation, window } from 'vscode';
import type { ProposalInfo } from '../../../core/contract/versions';
import { HeadwaterError } from '../../../core/errors';
import { CloseProposal, CreateProposal, ListProposals, MergeProposal } from '../../../protocol/versions';
import type { BranchState } from '../../versions/branchState';
import { moved } from '../../versions/fileChanges';
import { branchFor, type VersionCommandDeps } from './deps';
import { openAllChanges } from './openChange';
import { pickRef } from './pickRef';

/** Open requests that one list shows. */
const PAGE = 100;

/** Proposes to merge a branch into another. */
export async function createProposal(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await stateFor(deps, argument);
  if (!state) return;
  const { connectionId, container, branch } = state.id;
  const goal = await pickRef(deps.requests, { connectionId, container, kinds: ['branch'], without: [branch], title: l10n.t('Pull Request from “{0}” into', branch), placeholder: l10n.t('The branch that gets the changes') });
  if (goal === undefined || goal === 'create') return;
  const heading = l10n.t('Pull Request: “{0}” into “{1}”', branch, goal.name);
  const title = await window.showInputBox({ title: heading, prompt: l10n.t('Title'), ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' ? l10n.t('Enter a title.') : undefined) });
  const description = title === undefined ? undefined : await window.showInputBox({ title: heading, prompt: l10n.t('Description, which may be empty'), ignoreFocusOut: true });
  if (title === undefined || description === undefined) return;
  await deps.consent.forVerb(connectionId, l10n.t('Create'), l10n.t('Create the pull request “{0}”?', title));
  await deps.requests.request(CreateProposal, { connectionId, container, proposal: { title: title.trim(), description, source: branch, destination: goal.name } });
  deps.treeChanged(connectionId, container);
  window.setStatusBarMessage(l10n.t('$(git-pull-request) Created the pull request “{0}”.', title), 8_000);
}

/** Lets the person choose an open request, and look at it, merge it or close it. */
export async function showProposals(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await stateFor(deps, argument);
  if (!state) return;
  const { connectionId, container } = state.id;
  const { proposals } = await deps.requests.request(ListProposals, { connectionId, container, status: 'open', limit: PAGE });
  if (proposals.length === 0) {
    const create = l10n.t('Create Pull Request');
    const answer = await window.showInformationMessage(l10n.t('“{0}” has no open pull requests.', container.join('/')), create);
    if (answer === create) await createProposal(deps, state);
    return;
  }
  const items = proposals.map((proposal) => ({ label: `$(git-pull-request) ${proposal.title}`, description: `${proposal.source} → ${proposal.destination} · ${proposal.author}`, detail: proposal.description, proposal }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Open Pull Requests of {0}', container.join('/')), matchOnDescription: true });
  if (chosen) await workOn(deps, state, chosen.proposal);
}

async function workOn(deps: VersionCommandDeps, state: BranchState, { id, title, source, destination }: ProposalInfo): Promise<void> {
  const { connectionId, container } = state.id;
  const ways = [
    { label: `$(diff-multiple) ${l10n.t('Show Changes')}`, run: 'show' as const },
    { label: `$(git-merge) ${l10n.t('Merge into “{0}”', destination)}`, run: 'merge' as const },
    { label: `$(git-pull-request-closed) ${l10n.t('Close without Merging')}`, run: 'close' as const },
  ];
  switch ((await window.showQuickPick(ways, { title }))?.run) {
    case undefined:
      return;
    case 'show':
      return openAllChanges(deps, { connectionId, container }, destination, source, title, 'three-dot');
    case 'merge': {
      await deps.consent.forVerb(connectionId, l10n.t('Merge'), l10n.t('Merge “{0}” into “{1}”?', source, destination));
      const target = deps.branches.find({ connectionId, container, branch: destination });
      const before = target?.view;
      const commit = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Merging “{0}” into “{1}”', source, destination) }, () => deps.requests.request(MergeProposal, { connectionId, container, id }));
      if (target) deps.filesChanged(await moved(deps.requests, target, before));
      deps.treeChanged(connectionId, container);
      window.setStatusBarMessage(l10n.t('$(git-merge) Merged “{0}” into “{1}” ({2}).', source, destination, commit.slice(0, 10)), 8_000);
      return;
    }
    case 'close':
      await deps.consent.forVerb(connectionId, l10n.t('Close'), l10n.t('Close the pull request “{0}”?', title));
      await deps.requests.request(CloseProposal, { connectionId, container, id });
      deps.treeChanged(connectionId, container);
      window.setStatusBarMessage(l10n.t('Closed the pull request “{0}”.', title), 8_000);
  }
}

async function stateFor(deps: VersionCommandDeps, argument: unknown): Promise<BranchState | undefined> {
  const state = await branchFor(deps, argument);
  const info = state && (await deps.requests.versions(state.id.connectionId));
  if (!state || info?.proposals === true) return state;
  throw new HeadwaterError({ what: l10n.t('Could not reach the pull requests'), why: l10n.t('This connection keeps none.'), kind: 'unsupported' });
}
