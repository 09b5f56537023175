import type { Execution, ExecutionEvent } from '../core/contract/execution';

/** Milliseconds that cancelling waits for the work to end. */
const CANCEL_MS = 180;

/** An execution whose work is a generator that ends by its signal. */
export function executionOf(signal: AbortSignal, work: (signal: AbortSignal) => AsyncIterable<ExecutionEvent>): Execution {
  const controller = new AbortController();
  const both = AbortSignal.any([signal, controller.signal]);
  let running: Promise<void> = Promise.resolve();
  async function* tracked(): AsyncGenerator<ExecutionEvent, void, undefined> {
    let finish: () => void = () => undefined;
    running = new Promise((resolve) => {
      finish = resolve;
    });
    try {
      yield* work(both);
    } finally {
      finish();
    }
  }
  return {
    events: tracked(),
    cancel: async () => {
      controller.abort();
      await within(running, CANCEL_MS);
    },
  };
}

/** Waits for work that never rejects, but not for long. */
export async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
