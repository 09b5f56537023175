import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import { type Failure, type FailureKind, HeadwaterError, isCancelled } from '../../core/errors';
import { executing as execute } from '../../core/executing';
import { CodecError } from './values/codec';
import { PegasusError } from './wire/errors';
import { QUERY_CONFIG } from './wire/rpcs';
import { ThriftError } from './wire/thriftError';

const KINDS: Readonly<Record<string, FailureKind>> = {
  ERR_OBJECT_NOT_FOUND: 'notFound',
  ERR_APP_NOT_EXIST: 'notFound',
  ERR_APP_EXIST: 'exists',
  ERR_INVALID_PARAMETERS: 'invalid',
  ERR_INVALID_DATA: 'invalid',
  ERR_ACL_DENY: 'forbidden',
  ERR_UNAUTHENTICATED: 'unauthorized',
  ERR_HANDLER_NOT_FOUND: 'unsupported',
  ERR_OPERATION_DISABLED: 'forbidden',
  ERR_TIMEOUT: 'timeout',
  ERR_INVALID_STATE: 'unreachable',
  ERR_INACTIVE_STATE: 'unreachable',
  'INVALID_ARGUMENT (4)': 'invalid',
};

const WHY: Readonly<Record<string, string>> = {
  ERR_BUSY: 'The server is busy: the table is throttled, or has too much to do.',
  ERR_CAPACITY_EXCEEDED: 'The server has too much to do.',
  ERR_SPLITTING: 'The table is being split into more partitions.',
  ERR_NOT_ENOUGH_MEMBER: 'The partition has too few replicas to take writes.',
  ERR_INVALID_DATA: 'The server refused the data: a write has at most 1 MiB unless its configuration says otherwise (max_allowed_write_size).',
  ERR_OPERATION_DISABLED: 'The table does not allow this at the moment: a bulk load or a duplication is under way.',
  ERR_DISK_INSUFFICIENT: 'The disk of the server is full.',
  ERR_ACL_DENY: 'The rights of the cluster do not allow this.',
  ERR_UNAUTHENTICATED: 'The cluster demands a login by Kerberos, which Headwater does not support.',
  ERR_HANDLER_NOT_FOUND: 'This version of Pegasus does not know the call.',
  ERR_INVALID_STATE: 'The partition has no primary that is ready.',
  'INVALID_ARGUMENT (4)': 'The server does not take these arguments: a list of keys that is empty, or a value that is no number.',
  'INCOMPLETE (7)': 'The server found nothing within the time that it gives to one call.',
};

const ADVICE: Readonly<Record<string, string>> = {
  ERR_BUSY: 'Wait a little, then try again with less at a time.',
  ERR_CAPACITY_EXCEEDED: 'Try again in some seconds.',
  ERR_SPLITTING: 'Try again when the split is done.',
  ERR_NOT_ENOUGH_MEMBER: 'Try again when the cluster has moved its replicas.',
  ERR_INVALID_DATA: 'Write less at once.',
  ERR_ACL_DENY: 'Ask the administrator of the cluster for the right to do this.',
  ERR_UNAUTHENTICATED: 'Connect to a cluster, or through a proxy, that takes clients without Kerberos.',
  ERR_INVALID_STATE: 'Try again in some seconds: the cluster elects a new one.',
  'INVALID_ARGUMENT (4)': 'Check the keys and the value.',
};

/** What a person is told of an answer that is an error. */
export function failureOfAnswer(error: PegasusError, what: string): Failure {
  const kind = KINDS[error.code];
  const todo = ADVICE[error.code] ?? (kind === 'notFound' ? 'Refresh the tree, or check the name: names of tables are case-sensitive.' : undefined);
  return {
    what,
    why: whyOf(error),
    code: error.code,
    ...(error.hint === '' ? {} : { detail: error.hint }),
    ...(todo === undefined ? {} : { todo }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function whyOf({ code, layer, hint, call }: PegasusError): string {
  if (code === 'ERR_OBJECT_NOT_FOUND' && layer === 'meta' && hint === '') return call === QUERY_CONFIG.name ? 'There is no such table in the cluster.' : 'The cluster knows nothing of the kind.';
  if (code === 'ERR_OBJECT_NOT_FOUND' && layer !== 'meta') return 'No server has this partition: the table may have been dropped.';
  if (hint !== '') return `The server answered ${code}: ${hint}${hint.endsWith('.') ? '' : '.'}`;
  return WHY[code] ?? `The server answered ${code}.`;
}

/** What a person is told of an error of this client. */
export function readable(error: unknown, what: string): unknown {
  if (isCancelled(error) || error instanceof HeadwaterError) return error;
  if (error instanceof PegasusError) return new HeadwaterError(failureOfAnswer(error, what), { cause: error });
  if (error instanceof CodecError) return new HeadwaterError({ what, why: `${error.message}.`, todo: 'Correct the text, or choose another encoding for the table.', kind: 'invalid' }, { cause: error });
  if (error instanceof ThriftError) return new HeadwaterError({ what, why: `The answer of the server cannot be read: ${error.message}.`, todo: 'The log of the connection says more.' }, { cause: error });
  return error;
}

/** Runs a piece of work; what goes wrong is told under the title `what`. */
export async function telling<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readable(error, what);
  }
}

/** Runs a generator of events as an execution; what it throws is told under the title `what`. */
export function executing(what: string, signal: AbortSignal, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>): Execution {
  return execute(signal, produce, (error) => readable(error, what));
}
