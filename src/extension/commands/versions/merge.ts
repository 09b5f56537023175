import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { MergeRequest } from '../../../core/contract/versions';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { DiffRefs, MergeRefs } from '../../../protocol/versions';
import { type BranchState, MOST_CHANGES } from '../../versions/branchState';
import { moved } from '../../versions/fileChanges';
import { askMetadata } from './askMetadata';
import { branchFor, type VersionCommandDeps } from './deps';
import { pickRef } from './pickRef';

/** Merges another ref into a branch. Where both sides changed the same objects, they are listed and nothing is merged yet. */
export async function merge(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  if (!state) return;
  const { connectionId, container, branch } = state.id;
  const source = await pickRef(deps.requests, { connectionId, container, title: l10n.t('Merge into “{0}”', branch), placeholder: l10n.t('The branch or tag whose changes are taken'), without: [branch] });
  if (source === undefined || source === 'create') return;
  await refuseDirty(state);
  const { changes, next } = await deps.requests.request(DiffRefs, { connectionId, container, left: branch, right: source.name, kind: 'three-dot', recursive: true, limit: MOST_CHANGES });
  const conflicts = changes.filter(({ change }) => change === 'conflict');
  const count = `${formatCount(changes.length)}${next === undefined ? '' : '+'}`;
  if (changes.length === 0) {
    void window.showInformationMessage(l10n.t('“{0}” has nothing that “{1}” has not.', source.name, branch));
    return;
  }
  if (conflicts.length > 0) {
    state.merge = { source: source.name, conflicts, more: next !== undefined };
    await commands.executeCommand('workbench.view.scm');
    await offerStrategies(deps, state);
    return;
  }
  const request = await askHow(l10n.t('Merge “{0}” into “{1}” ({2} changes)', source.name, branch, count));
  if (request) await run(deps, state, source.name, request);
}

/** Ends a merge that waits: the same side wins wherever both changed something. */
export async function resolve(deps: VersionCommandDeps, argument: unknown, strategy: 'source-wins' | 'destination-wins'): Promise<void> {
  const state = await branchFor(deps, argument);
  const waiting = state?.merge;
  if (!state || !waiting) return;
  const winner = strategy === 'source-wins' ? waiting.source : state.id.branch;
  const button = l10n.t('Merge');
  const message = l10n.t('Merge “{0}” into “{1}” and take “{2}” wherever both changed something?', waiting.source, state.id.branch, winner);
  const detail = l10n.t('{0} objects were changed on both sides; the other version of each is not in the result.', `${formatCount(waiting.conflicts.length)}${waiting.more ? '+' : ''}`);
  if ((await window.showWarningMessage(message, { modal: true, detail }, button)) !== button) return;
  await refuseDirty(state);
  await run(deps, state, waiting.source, { strategy });
}

export async function abandonMerge(deps: VersionCommandDeps, argument: unknown): Promise<void> {
  const state = await branchFor(deps, argument);
  if (state) state.merge = undefined;
}

async function offerStrategies(deps: VersionCommandDeps, state: BranchState): Promise<void> {
  const { merge: waiting, id } = state;
  if (!waiting) return;
  const count = `${formatCount(waiting.conflicts.length)}${waiting.more ? '+' : ''}`;
  const message =
    waiting.conflicts.length === 1
      ? l10n.t('One object was changed on both sides. It is listed in Source Control; nothing is merged yet.')
      : l10n.t('{0} objects were changed on both sides. They are listed in Source Control; nothing is merged yet.', count);
  const [take, keep] = [l10n.t('Take “{0}”', waiting.source), l10n.t('Keep “{0}”', id.branch)];
  const answer = await window.showWarningMessage(message, take, keep);
  if (answer === take) await resolve(deps, state, 'source-wins');
  if (answer === keep) await resolve(deps, state, 'destination-wins');
}

async function askHow(title: string): Promise<MergeRequest | undefined> {
  const ways = [
    { label: l10n.t('Merge'), detail: l10n.t('One commit with both histories behind it.'), run: 'plain' as const },
    { label: l10n.t('Merge and Squash'), detail: l10n.t('One commit without the history of the other side.'), run: 'squash' as const },
    { label: l10n.t('Merge with Message and Metadata…'), detail: l10n.t('Asks for both.'), run: 'told' as const },
  ];
  const chosen = await window.showQuickPick(ways, { title });
  switch (chosen?.run) {
    case undefined:
      return undefined;
    case 'plain':
      return {};
    case 'squash':
      return { squash: true };
    case 'told': {
      const message = await window.showInputBox({ title, prompt: l10n.t('Message'), ignoreFocusOut: true });
      const metadata = message === undefined ? undefined : await askMetadata(l10n.t('Merge'));
      return message === undefined || !metadata ? undefined : { message, metadata };
    }
  }
}

async function run(deps: VersionCommandDeps, state: BranchState, source: string, request: MergeRequest): Promise<void> {
  const { connectionId, container, branch } = state.id;
  await deps.consent.forVerb(connectionId, l10n.t('Merge'), l10n.t('Merge “{0}” into “{1}”?', source, branch));
  const before = state.view;
  const id = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Merging “{0}” into “{1}”', source, branch) }, () =>
    deps.requests.request(MergeRefs, { connectionId, container, source, destination: branch, request }),
  );
  state.merge = undefined;
  deps.filesChanged(await moved(deps.requests, state, before));
  deps.treeChanged(connectionId, container);
  window.setStatusBarMessage(l10n.t('$(git-merge) Merged “{0}” into “{1}” ({2}).', source, branch, id.slice(0, 10)), 8_000);
}

export async function refuseDirty(state: BranchState): Promise<void> {
  await state.refresh();
  if ((state.view?.changes.length ?? 0) === 0) return;
  throw new HeadwaterError({
    what: l10n.t('Could not change *{0}*', state.id.branch),
    why: l10n.t('It has uncommitted changes.'),
    todo: l10n.t('Commit or discard them first.'),
    kind: 'conflict',
    code: 'dirty-branch',
  });
}
