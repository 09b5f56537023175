import { commands, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Disposal } from '../../extension/emitter';
import type { DocumentBindings } from '../../extension/running/documentBindings';
import { watchActive } from '../../extension/running/watchActive';
import type { OpenTransactions } from '../../extension/transactions/openTransactions';

/** The open transaction of the active document, in the status bar; and the context keys that its commands ask about. */
export class TransactionItem {
  readonly #item = window.createStatusBarItem('headwater.transaction', StatusBarAlignment.Left, 39);
  readonly #listening: Disposal;

  constructor(
    private readonly bindings: Pick<DocumentBindings, 'connectionOf' | 'onDidChange'>,
    private readonly transactions: OpenTransactions,
    connections: { readonly onDidChangeState: (listener: () => void) => Disposal },
  ) {
    this.#item.name = l10n.t('Headwater Transaction');
    this.#item.command = 'headwater.transaction.end';
    this.#listening = watchActive(() => this.#update(), bindings.onDidChange, transactions.onDidChange, connections.onDidChangeState);
  }

  dispose(): void {
    this.#item.dispose();
    this.#listening.dispose();
  }

  #update(): void {
    const uri = window.activeTextEditor?.document.uri;
    const profile = uri && this.bindings.connectionOf(uri);
    const open = uri && profile && this.transactions.of(profile.id, uri.toString());
    tell('headwater.transaction.open', open !== undefined);
    tell('headwater.transaction.possible', profile !== undefined && open === undefined && this.transactions.supports(profile.id));
    if (!open) {
      this.#item.hide();
      return;
    }
    const since = new Date(open.since).toLocaleTimeString();
    this.#item.text = `$(git-pull-request-draft) ${l10n.t('Transaction')}`;
    this.#item.tooltip = l10n.t('This document has a transaction open on “{0}” since {1}. Click to commit or roll back.', profile.name, since);
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    this.#item.show();
  }
}

function tell(key: string, value: boolean): void {
  void commands.executeCommand('setContext', key, value);
}
