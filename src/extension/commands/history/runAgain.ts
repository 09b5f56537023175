import { l10n, window } from 'vscode';
import { connectionThen } from './connectionThen';
import type { HistoryContext } from './context';
import { entryOf } from './context';
import { open } from './open';

/** Runs a past statement on its connection. One that was not kept as it ran is opened instead. */
export async function runAgain(context: HistoryContext, node: unknown): Promise<void> {
  const entry = entryOf(node);
  if (!entry) return;
  if (entry.altered) {
    void window.showInformationMessage(l10n.t('The statement is not kept as it ran, because it is too long or held a secret. Complete it and run it from the editor.'));
    await open(context, node);
    return;
  }
  const { connections, runner } = context.queries;
  const profile = connectionThen(connections, entry) ?? (await connections.pick(l10n.t('“{0}” is gone. Run on', entry.connectionName)));
  if (profile) await runner.run({ text: entry.statement, profile }, { kind: 'all' });
}
