import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import { CancelledError } from '../../../core/errors';

/** Milliseconds that somebody who cancels waits for the other side. */
const CANCEL_MS = 180;

/**
 * An execution over a generator that minds a signal: cancelled by its own signal, the caller's or the session's.
 * @param stop asks the other side to stop; told when the execution is cancelled, and not awaited for long
 */
export function executionOf(signals: readonly AbortSignal[], work: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent, void, undefined>, stop: () => Promise<void> = async () => undefined): Execution {
  const controller = new AbortController();
  const signal = AbortSignal.any([...signals, controller.signal]);
  let finished: () => void = () => undefined;
  let ended: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | undefined;
  return {
    events: {
      async *[Symbol.asyncIterator]() {
        ended = new Promise((resolve) => {
          finished = resolve;
        });
        try {
          if (signal.aborted) throw new CancelledError();
          yield* work(signal);
        } finally {
          finished();
        }
      },
    },
    cancel: async () => {
      stopping ??= stop().catch(() => undefined);
      controller.abort();
      await within(CANCEL_MS, Promise.all([ended, stopping]));
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
