import { commands, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { ConnectionService } from '../connections/connectionService';
import type { Disposal } from '../emitter';
import type { DocumentBindings } from '../running/documentBindings';
import { watchActive } from '../running/watchActive';
import { activeDialects } from './activeDialects';

/** The language of the active document's statements, in the status bar, where its connection knows more than one. */
export class DialectItem {
  readonly #item = window.createStatusBarItem('headwater.dialect', StatusBarAlignment.Left, 38);
  readonly #listening: Disposal;

  constructor(
    private readonly bindings: Pick<DocumentBindings, 'connectionOf' | 'onDidChange'>,
    private readonly connections: Pick<ConnectionService, 'info' | 'onDidChangeState'>,
  ) {
    this.#item.name = l10n.t('Headwater Statement Language');
    this.#item.command = 'headwater.query.chooseLanguage';
    this.#listening = watchActive(() => this.#update(), bindings.onDidChange, connections.onDidChangeState);
  }

  dispose(): void {
    this.#item.dispose();
    this.#listening.dispose();
  }

  #update(): void {
    const active = activeDialects(this.bindings, this.connections);
    void commands.executeCommand('setContext', 'headwater.dialects', active !== undefined);
    if (!active) {
      this.#item.hide();
      return;
    }
    const { current, named } = active;
    this.#item.text = current ? `$(code) ${current.label}` : `$(warning) ${named ?? ''}`;
    this.#item.tooltip = current ? l10n.t('The statements of this document are in {0}. Click to choose another language.', current.label) : l10n.t('The connection does not know the language “{0}”. Click to choose one.', named ?? '');
    this.#item.backgroundColor = current ? undefined : new ThemeColor('statusBarItem.warningBackground');
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.show();
  }
}
