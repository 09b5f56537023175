import type { Action } from '../../../core/contract/action';
import type { LakeFs } from '../api/lakeFs';
import { groupPath, refPath } from '../catalog/nodePath';
import type { KnownRepositories } from '../repositoryFacts';
import { ACTIONS } from './ids';
import { makeAction, optional, refAt, repositoryAt, text } from './make';
import type { NodePlace } from '../catalog/nodePath';

/** Verbs of pull requests. */
export function pullActions(lakeFs: LakeFs, known: KnownRepositories): readonly Action[] {
  const setStatus = (id: typeof ACTIONS.closePull | typeof ACTIONS.reopenPull, title: string, icon: string, status: 'open' | 'closed') =>
    makeAction({
      id,
      title,
      icon,
      group: 'change',
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        await lakeFs.pulls.update(repository, pullAt(place), { status }, signal);
        return { message: status === 'open' ? 'Pull request reopened.' : 'Pull request closed.', changed: [groupPath(repository, 'pulls')] };
      },
    });
  return [
    makeAction({
      id: ACTIONS.createPull,
      title: 'Create Pull Request',
      icon: 'git-pull-request-create',
      group: 'change',
      fields: [
        { key: 'title', label: 'Title', kind: 'text', required: true },
        { key: 'description', label: 'Description', kind: 'text' },
        { key: 'source', label: 'From', kind: 'text', description: 'The branch with the changes; this one where empty.' },
        { key: 'destination', label: 'Into', kind: 'text', description: 'The default branch where empty.' },
      ],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const { default_branch } = (await known.of(repository, signal)).repository;
        const description = optional(values, 'description');
        const made = { title: text(values, 'title'), source: optional(values, 'source') ?? refAt(place, ''), destination: optional(values, 'destination') ?? default_branch, ...(description === undefined ? {} : { description }) };
        await lakeFs.pulls.create(repository, made, signal);
        return { message: 'Pull request created.', changed: [groupPath(repository, 'pulls')] };
      },
    }),
    makeAction({
      id: ACTIONS.editPull,
      title: 'Edit Pull Request',
      icon: 'edit',
      group: 'change',
      fields: [
        { key: 'title', label: 'Title', kind: 'text', description: 'As it is where empty.' },
        { key: 'description', label: 'Description', kind: 'text', description: 'As it is where empty.' },
      ],
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const [title, description] = [optional(values, 'title'), optional(values, 'description')];
        await lakeFs.pulls.update(repository, pullAt(place), { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) }, signal);
        return { message: 'Pull request changed.', changed: [groupPath(repository, 'pulls')] };
      },
    }),
    makeAction({
      id: ACTIONS.mergePull,
      title: 'Merge Pull Request',
      icon: 'git-merge',
      group: 'change',
      confirm: { message: 'Merge the pull request?', detail: 'Its changes become part of the destination branch.', button: 'Merge' },
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const pull = await lakeFs.pulls.get(repository, pullAt(place), signal);
        const id = await lakeFs.pulls.merge(repository, pull.id, signal);
        return { message: `Merged as ${id.slice(0, 12)}.`, changed: [groupPath(repository, 'pulls'), refPath(repository, { kind: 'branch', name: pull.destination_branch })] };
      },
    }),
    setStatus(ACTIONS.closePull, 'Close Pull Request', 'git-pull-request-closed', 'closed'),
    setStatus(ACTIONS.reopenPull, 'Reopen Pull Request', 'git-pull-request', 'open'),
  ];
}

function pullAt(place: NodePlace): string {
  return place.kind === 'pull' ? place.id : '';
}
