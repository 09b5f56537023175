import { randomBytes, randomUUID } from 'node:crypto';
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

/** Work on `own` that is to come to `base` as a whole. */
export interface Transaction {
  readonly repository: string;
  readonly own: string;
  readonly base: string;
}

/**
 * Work that is seen by others as a whole or not at all: done on a hidden branch from the head of `base`, committed there, merged back, and
 * the hidden branch deleted. What is not committed on `base` is not seen by the work and makes the merge fail; work that changes nothing
 * fails too. Nothing is locked: where others changed the same objects, the merge is refused.
 * @returns the merge commit
 * @throws HeadwaterError, or what the work threw; `base` is then unchanged unless the failure has `outcomeUnknown`
 */
export async function transact(lakeFs: LakeFs, repository: string, base: string, options: TransactionOptions, work: (branch: string) => Promise<void>, signal: AbortSignal): Promise<string> {
  const transaction = { repository, own: `tx-${randomUUID()}`, base };
  await lakeFs.refs.createBranch(repository, transaction.own, base, { hidden: true }, signal);
  return settle(lakeFs, transaction, options, async () => {
    await work(transaction.own);
    await lakeFs.commits.commit(repository, transaction.own, options, signal);
  }, signal);
}

/**
 * Begins a transaction whose work a person does. Its branch stands in lists, and its name tells the base: nothing else remembers it.
 * @returns where the work goes
 */
export async function beginTransaction(lakeFs: LakeFs, repository: string, base: string, signal: AbortSignal): Promise<Transaction> {
  const own = `tx-${randomBytes(6).toString('hex')}-${base}`;
  await lakeFs.refs.createBranch(repository, own, base, {}, signal);
  return { repository, own, base };
}

/** The branch that a transaction of {@link beginTransaction} will come to; `undefined` for every other branch. */
export function baseOfTransaction(branch: string): string | undefined {
  return /^tx-[0-9a-f]{12}-(?<base>\w[-\w]*)$/u.exec(branch)?.groups?.['base'];
}

/** Commits, merges and ends a transaction, as {@link transact} does. Where an earlier try got as far as the commit, it goes on from there. */
export async function finishTransaction(lakeFs: LakeFs, transaction: Transaction, options: TransactionOptions, signal: AbortSignal): Promise<string> {
  const { repository, own, base } = transaction;
  return settle(lakeFs, transaction, options, async () => {
    const waiting = await lakeFs.diffs.uncommitted(repository, own, { amount: 1 }, signal);
    const ahead = waiting.results.length > 0 ? undefined : await lakeFs.diffs.between(repository, base, own, { type: 'three_dot', amount: 1 }, signal);
    if (ahead === undefined || ahead.results.length === 0) await lakeFs.commits.commit(repository, own, options, signal);
  }, signal);
}

async function settle(lakeFs: LakeFs, { repository, own, base }: Transaction, options: TransactionOptions, toCommit: () => Promise<void>, signal: AbortSignal): Promise<string> {
  // Also where we are cancelled the branch has to go.
  const cleanUp = (): Promise<void> => lakeFs.refs.deleteBranch(repository, own, AbortSignal.timeout(10_000)).catch(() => undefined);
  let merged: string;
  try {
    await toCommit();
    merged = await lakeFs.merges.merge(repository, own, base, { message: `Merge transaction ${own} to branch` }, signal);
  } catch (error) {
    if (options.deleteOnError !== false) await cleanUp();
    throw failureOfStep(error, repository, base, own, options.deleteOnError === false);
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
