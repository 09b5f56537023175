import type { CancellationToken } from 'vscode-languageserver';

/**
 * The outcome of `work`, or `undefined` when it fails, is cancelled, or takes longer than `ms`: a language feature that does not come is no error.
 * The signal aborts in the last two cases; nobody waits for work that does not heed it.
 */
export async function within<T>(ms: number, token: CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  if (token.isCancellationRequested) return undefined;
  const controller = new AbortController();
  const ended = new Promise<undefined>((resolve) => {
    controller.signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  const abort = () => {
    controller.abort();
  };
  const timer = setTimeout(abort, ms);
  const listening = token.onCancellationRequested(abort);
  try {
    return await Promise.race([work(controller.signal).catch(() => undefined), ended]);
  } finally {
    clearTimeout(timer);
    listening.dispose();
  }
}
