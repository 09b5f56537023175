import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';
import { groupPath, type NodePlace, refPath } from '../catalog/nodePath';
import { baseOfTransaction, beginTransaction, finishTransaction, type Transaction } from '../transaction';
import { withConflicts } from './conflicts';
import { messageField, metadataField } from './fields';
import { ACTIONS } from './ids';
import { flag, makeAction, optional, pairs, refAt, repositoryAt, text } from './make';

/** Work of a person that comes to a branch as a whole or not at all. */
export function transactionActions(lakeFs: LakeFs): readonly Action[] {
  return [
    makeAction({
      id: ACTIONS.beginTransaction,
      title: 'Begin Transaction',
      icon: 'run-below',
      group: 'change',
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const { own } = await beginTransaction(lakeFs, repository, refAt(place, ''), signal);
        return { message: `Work on ${own}, then finish the transaction.`, changed: [groupPath(repository, 'branches')] };
      },
    }),
    makeAction({
      id: ACTIONS.finishTransaction,
      title: 'Finish Transaction',
      icon: 'check-all',
      group: 'change',
      fields: [
        messageField,
        metadataField,
        { key: 'tag', label: 'Tag', kind: 'text', description: 'Put on the merge.' },
        { key: 'drop', label: 'Drop the work where it fails', kind: 'boolean', initial: false, description: 'As the Python SDK does. Otherwise its branch stays, and can be mended and finished again.' },
      ],
      confirm: { message: 'Finish the transaction?', detail: 'All that has changed on its branch is committed there and merged, and the branch is deleted.', button: 'Finish' },
      run: async (place, values, signal) => {
        const transaction = transactionAt(place);
        const { repository, own, base } = transaction;
        const [drop, tag] = [flag(values, 'drop'), optional(values, 'tag')];
        const options = { message: text(values, 'message'), metadata: pairs(values, 'metadata'), deleteOnError: drop, ...(tag === undefined ? {} : { tag }) };
        const finish = (): Promise<string> => finishTransaction(lakeFs, transaction, options, signal);
        const merged = await (drop ? finish() : withConflicts(lakeFs, repository, own, base, finish, signal));
        return { message: `The transaction came to ${base} as ${merged.slice(0, 12)}.`, changed: [groupPath(repository, 'branches'), refPath(repository, { kind: 'branch', name: base }), groupPath(repository, 'commits')] };
      },
    }),
    makeAction({
      id: ACTIONS.abandonTransaction,
      title: 'Abandon Transaction',
      icon: 'trash',
      group: 'danger',
      confirm: { message: 'Abandon the transaction?', detail: 'Its branch is deleted, with all that was done on it. The branch that it was for stays as it is.', button: 'Abandon' },
      run: async (place, _, signal) => {
        const { repository, own, base } = transactionAt(place);
        await lakeFs.refs.deleteBranch(repository, own, signal);
        return { message: `The transaction was abandoned. ${base} is unchanged.`, changed: [groupPath(repository, 'branches')] };
      },
    }),
  ];
}

function transactionAt(place: NodePlace): Transaction {
  const [repository, own] = [repositoryAt(place), refAt(place, '')];
  const base = baseOfTransaction(own);
  if (base !== undefined) return { repository, own, base };
  throw new HeadwaterError({ what: `Could not work on the transaction \`${own}\``, why: 'The branch is none that “Begin Transaction” made.', todo: 'Begin one on the branch that is to be changed.', kind: 'invalid' });
}
