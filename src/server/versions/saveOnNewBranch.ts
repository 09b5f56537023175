import type { Objects } from '../../core/contract/objects';
import type { ChangeInfo, CommitInfo, Versions } from '../../core/contract/versions';
import { failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import type { SaveElsewhereParams } from '../../protocol/versions';
import { verbOf } from '../objects/capable';
import { inParallel } from '../objects/inParallel';

const WHAT = 'Could not commit on a new branch';
const AT_ONCE = 8;
const PAGE = 1_000;

/**
 * Uncommitted changes belong to their branch: to save them elsewhere, they are brought to a new branch at the same head,
 * object by object. The branch that they stand on keeps them until somebody discards them.
 */
export async function saveOnNewBranch(versions: Versions, objects: Objects, { container, branch, newBranch, request }: SaveElsewhereParams, signal: AbortSignal): Promise<CommitInfo> {
  const [create, save, drop] = [verbOf(versions, 'createRef', WHAT), verbOf(versions, 'save', WHAT), verbOf(versions, 'deleteRef', WHAT)];
  const [copy, remove] = [verbOf(objects, 'copy', WHAT), verbOf(objects, 'delete', WHAT)];
  const head = await versions.resolve(container, branch, signal);
  await create.call(versions, container, 'branch', newBranch, head.commit, signal);
  try {
    const bring = async ({ path, change }: ChangeInfo): Promise<void> => {
      signal.throwIfAborted();
      const to = [...container, newBranch, path];
      if (change === 'removed') await remove.call(objects, [to], signal);
      else await copy.call(objects, [...container, branch, path], to, signal);
    };
    await inParallel(changesOf(versions, container, branch, signal), AT_ONCE, bring);
    return await save.call(versions, container, newBranch, request, signal);
  } catch (error) {
    const left = await drop.call(versions, container, 'branch', newBranch, AbortSignal.timeout(30_000)).then(
      () => false,
      () => true,
    );
    if (!left || isCancelled(error)) throw error;
    const failure = failureOf(error, WHAT);
    throw new HeadwaterError({ ...failure, todo: `The branch \`${newBranch}\` was made and could not be removed again: delete it before you try again.` }, { cause: error });
  }
}

async function* changesOf(versions: Versions, container: readonly string[], branch: string, signal: AbortSignal): AsyncGenerator<ChangeInfo> {
  const list = verbOf(versions, 'uncommitted', WHAT);
  let cursor: string | undefined;
  do {
    const page = await list.call(versions, container, branch, { limit: PAGE, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, signal);
    yield* page.changes;
    cursor = page.next;
  } while (cursor !== undefined);
}
