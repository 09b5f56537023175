import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';

/** The composition root. Does no I/O and waits for nothing: the server starts on first use. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Headwater', { log: true });
  context.subscriptions.push(log);
}
