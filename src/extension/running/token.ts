import { CancellationTokenSource } from 'vscode';
import type { CancellationToken } from 'vscode';
import { whenCancelled } from '../cancel';

/** Does work that listens to the editor's tokens, ended by an abort signal. */
export async function withToken<T>(signal: AbortSignal, work: (token: CancellationToken) => Promise<T>): Promise<T> {
  const source = new CancellationTokenSource();
  const stopListening = whenCancelled(signal, () => {
    source.cancel();
  });
  try {
    return await work(source.token);
  } finally {
    stopListening();
    source.dispose();
  }
}
