import type { CancellationToken } from 'vscode';
import { CancelledError } from '../core/errors';

/** Either way of asking for an end. */
export type Cancel = CancellationToken | AbortSignal;

/** Calls `then` when an end is asked for, at once where it was before; returns a function that stops listening. */
export function whenCancelled(cancel: Cancel | undefined, then: () => void): () => void {
  if (!cancel) return () => undefined;
  if (cancel instanceof AbortSignal) {
    if (cancel.aborted) then();
    cancel.addEventListener('abort', then, { once: true });
    return () => {
      cancel.removeEventListener('abort', then);
    };
  }
  if (cancel.isCancellationRequested) then();
  const listening = cancel.onCancellationRequested(then);
  return () => void listening.dispose();
}

/** The promise, or a {@link CancelledError} as soon as an end is asked for; the work itself goes on. */
export function orCancelled<T>(work: Promise<T>, cancel: Cancel | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = whenCancelled(cancel, () => {
      reject(new CancelledError());
    });
    work.then(resolve, reject).finally(stop).catch(() => undefined);
  });
}
