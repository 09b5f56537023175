import type { Execution, ExecutionEvent } from './contract/execution';
import { CancelledError } from './errors';

/** Runs a generator of events as an execution: cancelling aborts its signal, and what it throws goes through `readable` first. */
export function executing(signal: AbortSignal, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>, readable: (error: unknown) => unknown): Execution {
  const cancelled = new AbortController();
  const both = AbortSignal.any([signal, cancelled.signal]);
  return { events: told(both, cancelled, produce, readable), cancel: async () => cancelled.abort() };
}

async function* told(signal: AbortSignal, own: AbortController, produce: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent>, readable: (error: unknown) => unknown): AsyncGenerator<ExecutionEvent> {
  try {
    for await (const event of produce(signal)) {
      throwIfCancelled(signal);
      yield event;
      throwIfCancelled(signal);
    }
  } catch (error) {
    throw signal.aborted ? new CancelledError() : readable(error);
  } finally {
    own.abort(); // requests that are under way for nobody
  }
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}
