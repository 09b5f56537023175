import { type Failure, type FailureKind, HeadwaterError } from '../../core/errors';
import { errorName, FlussError } from './wire/errorCodes';

const KINDS: Readonly<Record<number, FailureKind>> = {
  4: 'notFound',
  7: 'notFound',
  36: 'notFound',
  6: 'exists',
  8: 'exists',
  42: 'exists',
  46: 'unauthorized',
  48: 'forbidden',
  44: 'unreachable',
  25: 'timeout',
};

const HINTS: Readonly<Record<number, string>> = {
  4: 'Refresh the tree, or create the database.',
  5: 'Drop its tables first, or drop the database with everything in it.',
  7: 'Refresh the tree, or check the name: database.table.',
  17: 'The cluster has fewer tablet servers than the table asks for: set table.replication.factor lower.',
  19: 'Start from the earliest or the latest offset.',
  21: 'The bucket has no leader at the moment: try again in some seconds.',
  29: 'Wait until the cluster has enough replicas in sync, then try again.',
  36: 'Create the partition first.',
  38: 'Give a time that is not in the future.',
  39: 'Check the names and values of the table properties.',
  44: 'The bucket has no leader at the moment: try again in some seconds.',
  46: 'Check the user name, the password and the security protocol of the connection.',
  48: 'Ask the administrator of the cluster for the right to do this.',
  57: 'The table does not allow deletes: see its property table.delete.behavior.',
  70: "The server's disk is too full for writes.",
};

/** What a person is told of an answer that is an error. */
export function failureOfAnswer(error: FlussError, what: string): Failure {
  const kind = KINDS[error.code];
  const todo = HINTS[error.code];
  return {
    what,
    why: error.text === '' ? `The server answered ${errorName(error.code)}.` : error.text,
    code: `${errorName(error.code)} (${error.code})`,
    ...(todo === undefined ? {} : { todo }),
    ...(kind === undefined ? {} : { kind }),
  };
}

/** Runs a piece of work; what the server answers is told under the title `what`. */
export async function telling<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FlussError) throw new HeadwaterError(failureOfAnswer(error, what), { cause: error });
    throw error;
  }
}
