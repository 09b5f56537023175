import { l10n, window, workspace } from 'vscode';
import type { Disposable } from 'vscode';
import type { FailureReporter } from '../failures';
import type { OpenTransactions } from './openTransactions';

/** Asks what becomes of the transaction of a document that was closed: it would go on holding locks unseen. */
export function watchClosedDocuments(transactions: OpenTransactions, failures: FailureReporter): Disposable {
  return workspace.onDidCloseTextDocument(({ uri }) => {
    const scope = uri.toString();
    for (const connectionId of transactions.holders(scope)) {
      ask(transactions, connectionId, scope, uri.path.split('/').at(-1) ?? uri.path).catch((error: unknown) => {
        failures.report(error, l10n.t('Could not end the transaction'));
      });
    }
  });
}

async function ask(transactions: OpenTransactions, connectionId: string, scope: string, name: string): Promise<void> {
  const [commit, rollback] = [l10n.t('Commit'), l10n.t('Roll Back')];
  const chosen = await window.showWarningMessage(l10n.t('{0} was closed while its transaction is open.', name), commit, rollback);
  if (chosen === commit) await transactions.end(connectionId, scope, 'commit');
  if (chosen === rollback) await transactions.end(connectionId, scope, 'rollback');
}
