import type { CancellationToken } from 'vscode';

/** An abort signal for those who listen to the editor's tokens. */
export function tokenOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener, thisArgs?: unknown, disposables?) => {
      const told = (): void => {
        listener.call(thisArgs, undefined);
      };
      if (signal.aborted) queueMicrotask(told);
      else signal.addEventListener('abort', told, { once: true });
      const registration = {
        dispose: () => {
          signal.removeEventListener('abort', told);
        },
      };
      disposables?.push(registration);
      return registration;
    },
  };
}
