import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import { HeadwaterError, isCancelled } from '../../core/errors';
import { executing as execute } from '../../core/executing';
import { ProtoError } from '../../core/protobuf/reader';
import { failureOfAnswer } from './failures';
import { LogError } from './log/logBatch';
import { RowError } from './rows/rowError';
import { FlussError } from './wire/errorCodes';

/** Runs a generator of events as an execution; what it throws is told under the title `what`. */
export function executing(what: string, signal: AbortSignal, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>): Execution {
  return execute(signal, produce, (error) => readable(error, what));
}

/** What a person is told of an error of this client. */
export function readable(error: unknown, what: string): unknown {
  if (isCancelled(error) || error instanceof HeadwaterError) return error;
  if (error instanceof FlussError) return new HeadwaterError(failureOfAnswer(error, what), { cause: error });
  if (error instanceof RowError || error instanceof LogError || error instanceof ProtoError)
    return new HeadwaterError({ what, why: `The data cannot be read: ${error.message}.`, todo: 'It may have been written by a client that does not follow the format. The log of the connection says more.' }, { cause: error });
  return error;
}
