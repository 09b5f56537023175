import { Disposable, l10n, ThemeIcon, window } from 'vscode';
import type { ConnectionProfile } from '../../../core/contract/profile';
import type { FailureReporter } from '../../failures';
import type { DocumentBindings } from '../../running/documentBindings';
import type { OpenTransactions } from '../../transactions/openTransactions';
import { registerCommand } from '../command';

export interface TransactionContext {
  readonly bindings: Pick<DocumentBindings, 'connectionOf'>;
  readonly transactions: OpenTransactions;
}

/** All commands `headwater.transaction.*`: they are about the active document. */
export function registerTransactionCommands(context: TransactionContext, reporter: FailureReporter): Disposable {
  const end = l10n.t('Could not end the transaction');
  const commands = [
    { id: 'headwater.transaction.begin', failing: l10n.t('Could not begin a transaction'), run: () => begin(context) },
    { id: 'headwater.transaction.commit', failing: end, run: () => finish(context, 'commit') },
    { id: 'headwater.transaction.rollback', failing: end, run: () => finish(context, 'rollback') },
    { id: 'headwater.transaction.end', failing: end, run: () => choose(context) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}

function active({ bindings }: TransactionContext): { readonly scope: string; readonly profile: ConnectionProfile } | undefined {
  const uri = window.activeTextEditor?.document.uri;
  const profile = uri && bindings.connectionOf(uri);
  return profile && { scope: uri.toString(), profile };
}

async function begin(context: TransactionContext): Promise<void> {
  const document = active(context);
  if (document) await context.transactions.begin(document.profile.id, document.scope);
}

async function finish(context: TransactionContext, how: 'commit' | 'rollback'): Promise<void> {
  const document = active(context);
  if (!document) return;
  await context.transactions.end(document.profile.id, document.scope, how);
  window.setStatusBarMessage(how === 'commit' ? l10n.t('$(check) Transaction committed.') : l10n.t('$(discard) Transaction rolled back.'), 4_000);
}

async function choose(context: TransactionContext): Promise<void> {
  const items = [
    { label: l10n.t('Commit'), description: l10n.t('Keep what was changed'), iconPath: new ThemeIcon('check'), how: 'commit' },
    { label: l10n.t('Roll Back'), description: l10n.t('Undo what was changed since it began'), iconPath: new ThemeIcon('discard'), how: 'rollback' },
  ] as const;
  const chosen = await window.showQuickPick(items, { title: l10n.t('Transaction of This Document') });
  if (chosen) await finish(context, chosen.how);
}
