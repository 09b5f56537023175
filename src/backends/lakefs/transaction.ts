import { randomUUID } from 'node:crypto';
import { HeadwaterError } from '../../core/errors';
import type { LakeFs } from './api/lakeFs';

export interface TransactionOptions {
  /** Of the commit on the transaction's own branch. */
  readonly message: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** A tag to put on the merge commit. */
  readonly tag?: string;
  /** False keeps the branch where the work, the commit or the merge failed. */
  readonly deleteOnError?: boolean;
}

/**
 * Work that is seen by others as a whole or not at all: done on a hidden branch from the head of `branch`, committed there, merged back, and
 * the hidden branch deleted. What is not committed on `branch` is not seen by the work and makes the merge fail; work that changes nothing
 * fails too. Nothing is locked: where others changed the same objects, the merge is refused.
 * @returns the merge commit
 * @throws HeadwaterError, or what the work threw; `branch` is then unchanged unless the failure has `outcomeUnknown`
 */
export async function transact(lakeFs: LakeFs, repository: string, branch: string, options: TransactionOptions, work: (branch: string) => Promise<void>, signal: AbortSignal): Promise<string> {
  const own = `tx-${randomUUID()}`;
  await lakeFs.refs.createBranch(repository, own, branch, { hidden: true }, signal);
  // Also where we are cancelled the branch has to go.
  const cleanUp = (): Promise<void> => lakeFs.refs.deleteBranch(repository, own, AbortSignal.timeout(10_000)).catch(() => undefined);
  let merged: string;
  try {
    await work(own);
    await lakeFs.commits.commit(repository, own, options, signal);
    merged = await lakeFs.merges.merge(repository, own, branch, { message: `Merge transaction ${own} to branch` }, signal);
  } catch (error) {
    if (options.deleteOnError !== false) await cleanUp();
    throw failureOfStep(error, repository, branch, own, options.deleteOnError === false);
  }
  await cleanUp();
  if (options.tag !== undefined) await lakeFs.refs.createTag(repository, options.tag, merged, signal);
  return merged;
}

function failureOfStep(error: unknown, repository: string, branch: string, own: string, kept: boolean): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  const state = kept ? ` Its branch \`${own}\` is still there.` : '';
  const outcome = error.failure.outcomeUnknown === true ? '' : ` \`${branch}\` is unchanged.`;
  return new HeadwaterError({ ...error.failure, what: `The transaction on \`${branch}\` of \`${repository}\` failed`, why: `${error.failure.why}${outcome}${state}` }, { cause: error });
}
