import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import { CancelledError, HeadwaterError, isCancelled } from '../../core/errors';
import { ProtoError } from '../../core/protobuf/reader';
import { failureOfAnswer } from './failures';
import { LogError } from './log/logBatch';
import { RowError } from './rows/rowError';
import { FlussError } from './wire/errorCodes';

/** Runs a generator of events as an execution: cancelling aborts its signal, and what it throws is told under the title `what`. */
export function executing(what: string, signal: AbortSignal, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>): Execution {
  const cancelled = new AbortController();
  const both = AbortSignal.any([signal, cancelled.signal]);
  return { events: told(what, both, cancelled, produce), cancel: async () => cancelled.abort() };
}

async function* told(what: string, signal: AbortSignal, own: AbortController, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>): AsyncGenerator<ExecutionEvent> {
  try {
    for await (const event of produce(signal)) {
      throwIfCancelled(signal);
      yield event;
      throwIfCancelled(signal);
    }
  } catch (error) {
    throw signal.aborted ? new CancelledError() : readable(error, what);
  } finally {
    own.abort(); // requests that are under way for nobody
  }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}

/** What a person is told of an error of this client. */
export function readable(error: unknown, what: string): unknown {
  if (isCancelled(error) || error instanceof HeadwaterError) return error;
  if (error instanceof FlussError) return new HeadwaterError(failureOfAnswer(error, what), { cause: error });
  if (error instanceof RowError || error instanceof LogError || error instanceof ProtoError)
    return new HeadwaterError({ what, why: `The data cannot be read: ${error.message}.`, todo: 'It may have been written by a client that does not follow the format. The log of the connection says more.' }, { cause: error });
  return error;
}
