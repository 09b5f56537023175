import type { CancellationToken } from 'vscode-jsonrpc';
import { type Cancel, whenCancelled } from '../cancel';

/** Either way of asking for an end as the connection's token. */
export function tokenOf(cancel: Cancel | undefined): CancellationToken {
  return {
    get isCancellationRequested() {
      return cancel !== undefined && (cancel instanceof AbortSignal ? cancel.aborted : cancel.isCancellationRequested);
    },
    onCancellationRequested: (listener: (event: unknown) => unknown, thisArgs?: unknown) => ({ dispose: whenCancelled(cancel, () => void listener.call(thisArgs, undefined)) }),
  };
}
