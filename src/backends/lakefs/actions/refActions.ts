import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';
import { groupPath, refPath } from '../catalog/nodePath';
import type { KnownRepositories } from '../repositoryFacts';
import { withConflicts } from './conflicts';
import { BRANCH_NAME, messageField, metadataField, parentField, strategyField } from './fields';
import { ACTIONS } from './ids';
import { flag, makeAction, optional, pairs, refAt, repositoryAt, text, whole } from './make';

/** Verbs of branches, tags and commits. */
export function refActions(lakeFs: LakeFs, known: KnownRepositories): readonly Action[] {
  const defaultBranch = async (repository: string, signal: AbortSignal): Promise<string> => (await known.of(repository, signal)).repository.default_branch;
  return [
    makeAction({
      id: ACTIONS.createBranch,
      title: 'Create Branch',
      icon: 'git-branch',
      group: 'change',
      fields: [
        { key: 'name', label: 'Name', kind: 'text', required: true, pattern: BRANCH_NAME },
        { key: 'source', label: 'From', kind: 'text', description: 'A branch, tag or commit; this one where empty.' },
        { key: 'hidden', label: 'Hidden', kind: 'boolean', initial: false, description: 'Lists do not show it.' },
      ],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const source = optional(values, 'source') ?? refAt(place, await defaultBranch(repository, signal));
        const name = text(values, 'name');
        const head = await lakeFs.refs.createBranch(repository, name, source, { hidden: flag(values, 'hidden') }, signal);
        return { message: `Branch ${name} created at ${head.slice(0, 12)}.`, changed: [groupPath(repository, 'branches')] };
      },
    }),
    makeAction({
      id: ACTIONS.deleteBranch,
      title: 'Delete Branch',
      icon: 'trash',
      group: 'danger',
      confirm: { message: 'Delete the branch?', detail: 'What is not committed on it is lost. Its commits stay reachable by their ids.', button: 'Delete' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const name = refAt(place, '');
        const { commit_id } = await lakeFs.refs.branch(repository, name, signal);
        await lakeFs.refs.deleteBranch(repository, name, signal);
        return { message: `Branch ${name} deleted. Its head was ${commit_id}: a branch from there brings it back.`, changed: [groupPath(repository, 'branches')] };
      },
    }),
    makeAction({
      id: ACTIONS.createTag,
      title: 'Create Tag',
      icon: 'tag',
      group: 'change',
      fields: [
        { key: 'name', label: 'Name', kind: 'text', required: true },
        { key: 'ref', label: 'At', kind: 'text', description: 'A branch, tag or commit; this one where empty.' },
      ],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const at = optional(values, 'ref') ?? refAt(place, await defaultBranch(repository, signal));
        const { id } = await lakeFs.refs.createTag(repository, text(values, 'name'), at, signal);
        return { message: `Tag ${id} created.`, changed: [groupPath(repository, 'tags')] };
      },
    }),
    makeAction({
      id: ACTIONS.deleteTag,
      title: 'Delete Tag',
      icon: 'trash',
      group: 'danger',
      confirm: { message: 'Delete the tag?', detail: 'The commit that it names stays.', button: 'Delete' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const name = refAt(place, '');
        await lakeFs.refs.deleteTag(repository, name, signal);
        return { message: `Tag ${name} deleted.`, changed: [groupPath(repository, 'tags')] };
      },
    }),
    makeAction({
      id: ACTIONS.commit,
      title: 'Commit All Changes',
      icon: 'check',
      group: 'change',
      fields: [messageField, metadataField, { key: 'allowEmpty', label: 'Also without changes', kind: 'boolean', initial: false }],
      confirm: { message: 'Commit everything that has changed on the branch?', detail: 'Uncommitted changes belong to the branch: those of others are committed with yours.', button: 'Commit' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const branch = refAt(place, await defaultBranch(repository, signal));
        const { id } = await lakeFs.commits.commit(repository, branch, { message: text(values, 'message'), metadata: pairs(values, 'metadata'), allowEmpty: flag(values, 'allowEmpty') }, signal);
        return { message: `Committed ${id.slice(0, 12)}.`, changed: [refPath(repository, { kind: 'branch', name: branch }), groupPath(repository, 'commits')] };
      },
    }),
    makeAction({
      id: ACTIONS.merge,
      title: 'Merge into Branch',
      icon: 'git-merge',
      group: 'change',
      fields: [
        { key: 'destination', label: 'Into', kind: 'text', required: true, description: 'The branch that is changed.' },
        { ...messageField, required: false },
        metadataField,
        strategyField,
        { key: 'squash', label: 'As one commit', kind: 'boolean', initial: false, description: 'Without the commits of the source.' },
        { key: 'allowEmpty', label: 'Also without changes', kind: 'boolean', initial: false },
      ],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const destination = text(values, 'destination');
        const strategy = text(values, 'strategy');
        const how = {
          message: optional(values, 'message'),
          metadata: pairs(values, 'metadata'),
          strategy: strategy === 'source-wins' || strategy === 'dest-wins' ? strategy : undefined,
          squash: flag(values, 'squash'),
          allowEmpty: flag(values, 'allowEmpty'),
        } as const;
        const source = refAt(place, await defaultBranch(repository, signal));
        const id = await withConflicts(lakeFs, repository, source, destination, () => lakeFs.merges.merge(repository, source, destination, how, signal), signal);
        return { message: `Merged as ${id.slice(0, 12)}.`, changed: [refPath(repository, { kind: 'branch', name: destination }), groupPath(repository, 'commits')] };
      },
    }),
    makeAction({
      id: ACTIONS.revert,
      title: 'Revert Commit',
      icon: 'discard',
      group: 'change',
      fields: [{ key: 'branch', label: 'On branch', kind: 'text', description: 'The default branch where empty.' }, { ...messageField, required: false }, parentField],
      confirm: { message: 'Make a commit that takes this one back?', detail: 'History stays: the new commit undoes the changes of this one.', button: 'Revert' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const branch = optional(values, 'branch') ?? (await defaultBranch(repository, signal));
        await lakeFs.commits.revert(repository, branch, refAt(place, branch), reapply(values), signal);
        const head = await lakeFs.refs.branch(repository, branch, signal);
        return { message: `Reverted as ${head.commit_id.slice(0, 12)}.`, changed: [refPath(repository, { kind: 'branch', name: branch }), groupPath(repository, 'commits')] };
      },
    }),
    makeAction({
      id: ACTIONS.cherryPick,
      title: 'Apply Commit to Branch',
      icon: 'git-commit',
      group: 'change',
      fields: [{ key: 'branch', label: 'Branch', kind: 'text', required: true }, { ...messageField, required: false }, parentField],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const branch = text(values, 'branch');
        const { id } = await lakeFs.commits.cherryPick(repository, branch, refAt(place, branch), reapply(values), signal);
        return { message: `Applied as ${id.slice(0, 12)}.`, changed: [refPath(repository, { kind: 'branch', name: branch })] };
      },
    }),
    makeAction({
      id: ACTIONS.hardReset,
      title: 'Move Branch to Commit',
      icon: 'debug-restart',
      group: 'danger',
      fields: [{ key: 'ref', label: 'To', kind: 'text', required: true, description: 'A commit, tag or other ref.' }],
      confirm: { message: 'Move the branch?', detail: 'Commits after that one are no longer on the branch. Commit or discard uncommitted changes first.', button: 'Move' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const branch = refAt(place, '');
        const { results } = await lakeFs.diffs.uncommitted(repository, branch, { amount: 1 }, signal);
        // The server checks this only in part: changes could survive and count against the new head.
        if (results.length > 0) throw new HeadwaterError({ what: `Could not move \`${branch}\` of \`${repository}\``, why: 'The branch has changes that are not committed.', todo: 'Commit or discard them first.', kind: 'invalid' });
        const before = await lakeFs.refs.branch(repository, branch, signal);
        await lakeFs.commits.hardReset(repository, branch, text(values, 'ref'), signal);
        return { message: `${branch} moved; it was at ${before.commit_id}.`, changed: [refPath(repository, { kind: 'branch', name: branch }), groupPath(repository, 'commits')] };
      },
    }),
    ...discards(lakeFs),
  ];
}

function discards(lakeFs: LakeFs): readonly Action[] {
  const detail = 'They are lost for everybody on the branch, and cannot be brought back.';
  return [
    makeAction({
      id: ACTIONS.discardAll,
      title: 'Discard All Changes',
      icon: 'discard',
      group: 'danger',
      confirm: { message: 'Discard all uncommitted changes of the branch?', detail, button: 'Discard' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const branch = refAt(place, '');
        await lakeFs.commits.discard(repository, branch, { type: 'reset' }, signal);
        return { message: 'Changes discarded.', changed: [refPath(repository, { kind: 'branch', name: branch })] };
      },
    }),
    makeAction({
      id: ACTIONS.discardPrefix,
      title: 'Discard Changes Below',
      icon: 'discard',
      group: 'danger',
      confirm: { message: 'Discard the uncommitted changes below this prefix?', detail, button: 'Discard' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const branch = refAt(place, '');
        const path = place.kind === 'changes' ? place.prefix : 'key' in place ? place.key : '';
        await lakeFs.commits.discard(repository, branch, { type: 'common_prefix', path }, signal);
        return { message: 'Changes discarded.', changed: [refPath(repository, { kind: 'branch', name: branch })] };
      },
    }),
    makeAction({
      id: ACTIONS.discardObject,
      title: 'Discard Change',
      icon: 'discard',
      group: 'danger',
      confirm: { message: 'Discard the uncommitted change of this object?', detail, button: 'Discard' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const branch = refAt(place, '');
        await lakeFs.commits.discard(repository, branch, { type: 'object', path: 'key' in place ? place.key : '' }, signal);
        return { message: 'Change discarded.', changed: [refPath(repository, { kind: 'branch', name: branch })] };
      },
    }),
  ];
}

function reapply(values: Parameters<typeof text>[0]) {
  const [parent, message] = [whole(values, 'parent'), optional(values, 'message')];
  return { ...(parent === undefined ? {} : { parent }), ...(message === undefined ? {} : { message }) };
}
