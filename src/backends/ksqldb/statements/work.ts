import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import { CancelledError } from '../../../core/errors';

/** Milliseconds that somebody who cancels waits for the server. */
const CANCEL_MS = 3_000;

/**
 * An execution over a generator that minds a signal: cancelled by its own signal, the caller's or the session's.
 * @param stop ends on the server what still runs there; called once, when the execution is cancelled or left early
 */
export function executionOf(signals: readonly AbortSignal[], work: (signal: AbortSignal) => AsyncGenerator<ExecutionEvent, void, undefined>, stop: () => Promise<void> = async () => undefined): Execution {
  const controller = new AbortController();
  const signal = AbortSignal.any([...signals, controller.signal]);
  let stopping: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => (stopping ??= stop().catch(() => undefined));
  return {
    events: {
      async *[Symbol.asyncIterator]() {
        let finished = false;
        try {
          if (signal.aborted) throw new CancelledError();
          yield* work(signal);
          finished = true;
        } catch (error) {
          if (signal.aborted) throw new CancelledError();
          finished = true; // the server has said so, or is gone
          throw error;
        } finally {
          if (!finished) {
            const ended = stopOnce();
            controller.abort();
            await within(CANCEL_MS, ended);
          }
        }
      },
    },
    cancel: async () => {
      const ended = stopOnce();
      controller.abort();
      await within(CANCEL_MS, ended);
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
