import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';
import type { KnownRepositories } from '../repositoryFacts';
import { BRANCH_NAME } from './fields';
import { ACTIONS } from './ids';
import { flag, list, makeAction, optional, pairs, repositoryAt, text, whole } from './make';

/** Verbs of repositories and their rules. */
export function repositoryActions(lakeFs: LakeFs, known: KnownRepositories): readonly Action[] {
  return [
    makeAction({
      id: ACTIONS.createRepository,
      title: 'Create Repository',
      icon: 'repo-create',
      group: 'change',
      fields: [
        { key: 'name', label: 'Name', kind: 'text', required: true, pattern: { source: '[a-z0-9][a-z0-9-]{2,62}', message: '3 to 63 lower-case letters, digits and `-`.' } },
        { key: 'namespace', label: 'Storage namespace', kind: 'text', required: true, placeholder: 's3://bucket/prefix', description: 'Where the block store keeps its data; no other repository may ever have had it.' },
        { key: 'branch', label: 'Default branch', kind: 'text', initial: 'main', pattern: BRANCH_NAME },
        { key: 'sample', label: 'With sample data', kind: 'boolean', initial: false },
        { key: 'readOnly', label: 'Read-only', kind: 'boolean', initial: false },
      ],
      run: async (_, values, signal) => {
        const branch = optional(values, 'branch');
        const made = { name: text(values, 'name'), storageNamespace: text(values, 'namespace'), sampleData: flag(values, 'sample'), readOnly: flag(values, 'readOnly'), ...(branch === undefined ? {} : { defaultBranch: branch }) };
        const { id } = await lakeFs.repositories.create(made, signal);
        return { message: `Repository ${id} created.`, changed: [[]] };
      },
    }),
    makeAction({
      id: ACTIONS.deleteRepository,
      title: 'Delete Repository',
      icon: 'trash',
      group: 'danger',
      fields: [
        { key: 'name', label: 'Name of the repository', kind: 'text', required: true, description: 'Typed once more, so that it is the right one.' },
        { key: 'force', label: 'Also where it is read-only', kind: 'boolean', initial: false },
      ],
      confirm: { message: 'Delete the repository?', detail: 'All its branches, tags and commits go. Its data stays in the block store; the storage namespace cannot be used again.', button: 'Delete' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        if (text(values, 'name') !== repository) throw new HeadwaterError({ what: `Could not delete the repository \`${repository}\``, why: 'The name that was typed is another.', todo: 'Type the name of the repository.', kind: 'invalid' });
        await lakeFs.repositories.delete(repository, flag(values, 'force'), signal);
        known.forget(repository);
        return { message: `Repository ${repository} deleted.`, changed: [[]] };
      },
    }),
    makeAction({
      id: ACTIONS.setProtection,
      title: 'Protect Branches',
      icon: 'lock',
      group: 'change',
      fields: [{ key: 'patterns', label: 'Branches', kind: 'list', placeholder: 'main, release-*', description: 'Patterns of names. Nobody writes or commits to these branches directly; merges go on. Empty: no branch is protected.' }],
      confirm: { message: 'Replace the rules of branch protection?', detail: 'These patterns replace all rules that the repository has now.', button: 'Replace' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const { tag } = await lakeFs.settings.protection(repository, signal);
        await lakeFs.settings.setProtection(repository, { patterns: list(values, 'patterns'), ...(tag === undefined ? {} : { tag }) }, signal);
        known.forget(repository);
        return { message: 'Branch protection set. The server may take some seconds to apply it.', changed: [[`r:${repository}`, 'branches']] };
      },
    }),
    makeAction({
      id: ACTIONS.collectionRules,
      title: 'Show Garbage Collection Rules',
      icon: 'history',
      group: 'open',
      reads: true,
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const rules = await lakeFs.settings.collection(repository, signal);
        if (!rules) return { message: `${repository} has no rules: deleted data is kept for ever.` };
        const lines = rules.branches.map(({ branch, days }) => `| \`${branch}\` | ${days} |`);
        return { document: { language: 'markdown', text: [`# Garbage collection of ${repository}`, '', 'Days that deleted data is kept.', '', '| branch | days |', '| --- | ---: |', `| all others | ${rules.defaultDays} |`, ...lines, ''].join('\n') } };
      },
    }),
    makeAction({
      id: ACTIONS.setCollection,
      title: 'Set Garbage Collection Rules',
      icon: 'history',
      group: 'danger',
      fields: [
        { key: 'days', label: 'Days that deleted data is kept', kind: 'number', required: true, min: 0, initial: 28 },
        { key: 'branches', label: 'Other days for branches', kind: 'pairs', description: 'Name of a branch and its days.' },
      ],
      confirm: { message: 'Replace the rules of garbage collection?', detail: 'Data that is older than the rules say is lost when the collection runs.', button: 'Replace' },
      run: async (place, values, signal) => {
        const repository = repositoryAt(place);
        const branches = Object.entries(pairs(values, 'branches')).map(([branch, days]) => ({ branch, days: daysOf(branch, days) }));
        await lakeFs.settings.setCollection(repository, { defaultDays: whole(values, 'days') ?? 28, branches }, signal);
        return { message: 'Garbage collection rules set.' };
      },
    }),
  ];
}

function daysOf(branch: string, text: string): number {
  if (/^\d{1,6}$/u.test(text.trim())) return Number(text);
  throw new HeadwaterError({ what: 'Could not set the garbage collection rules', why: `“${text}” for ${branch} is no number of days.`, kind: 'invalid' });
}
