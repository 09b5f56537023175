import type { CancellationToken, Event } from 'vscode';
import { type Cancel, whenCancelled } from '../cancel';

/** Either way of asking for an end as the editor's token, without needing the editor. */
export function tokenOf(cancel: Cancel | undefined): CancellationToken {
  return {
    get isCancellationRequested() {
      return cancel !== undefined && (cancel instanceof AbortSignal ? cancel.aborted : cancel.isCancellationRequested);
    },
    onCancellationRequested: ((listener, thisArgs?: unknown) => ({ dispose: whenCancelled(cancel, () => void listener.call(thisArgs, undefined)) })) satisfies Event<unknown>,
  };
}
