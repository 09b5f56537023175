import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { Disposal } from '../../extension/emitter';
import { themeColour } from '../../extension/connections/appearance';
import type { Binding, DocumentBindings } from '../../extension/running/documentBindings';
import { holdsStatements } from '../../extension/running/documents';
import { watchActive } from '../../extension/running/watchActive';
import type { Connections, SessionState } from '../../extension/services';
import { escapeMarkdown } from '../tree/presentation';

const COMMAND = 'headwater.query.chooseConnection';

/** The connection of the active document, in the status bar. */
export class ConnectionItem {
  readonly #item = window.createStatusBarItem('headwater.connection', StatusBarAlignment.Left, 40);
  readonly #listening: Disposal;

  constructor(
    private readonly bindings: DocumentBindings,
    private readonly connections: Pick<Connections, 'state' | 'onDidChangeState'>,
  ) {
    this.#item.name = l10n.t('Headwater Connection');
    this.#item.command = COMMAND;
    this.#listening = watchActive(() => this.#update(), bindings.onDidChange, connections.onDidChangeState);
  }

  dispose(): void {
    this.#item.dispose();
    this.#listening.dispose();
  }

  #update(): void {
    const document = window.activeTextEditor?.document;
    if (document && holdsStatements(document)) this.#show(document);
    else this.#item.hide();
  }

  #show({ uri }: TextDocument): void {
    const item = this.#item;
    const binding = this.bindings.bindingOf(uri);
    [item.color, item.backgroundColor] = [undefined, undefined];
    if ('profile' in binding) this.#known(binding.profile, binding.from);
    else {
      const missing = binding.from === 'unknown';
      item.text = missing ? `$(warning) ${binding.name}` : `$(database) ${l10n.t('No Connection')}`;
      item.tooltip = missing ? l10n.t('There is no connection “{0}”. Click to choose one.', binding.name) : l10n.t('This document has no connection. Click to choose one.');
      if (missing) item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
      item.accessibilityInformation = { label: item.tooltip };
    }
    item.show();
  }

  #known(profile: ConnectionProfile, from: Exclude<Binding['from'], 'unknown' | 'none'>): void {
    const state = this.connections.state(profile.id);
    const item = this.#item;
    item.text = `$(${iconOf(state)})${profile.protected ? '$(lock)' : ''} ${profile.name}`;
    if (profile.colour) item.color = themeColour(profile.colour);
    const lines = [
      `**${escapeMarkdown(profile.name)}** · ${stateText(state)}`,
      ...(profile.protected ? [l10n.t('Protected: asks before anything is changed.')] : []),
      originText(from),
      l10n.t('Click to choose another.'),
    ];
    item.tooltip = new MarkdownString(lines.join('\n\n'));
    item.accessibilityInformation = { label: [l10n.t('Connection {0}', profile.name), stateText(state), profile.protected ? l10n.t('protected') : ''].filter((part) => part !== '').join(', ') };
  }
}

function iconOf(state: SessionState): string {
  switch (state) {
    case 'opening':
      return 'loading~spin';
    case 'failed':
      return 'error';
    case 'open':
      return 'vm-active';
    case 'closed':
      return 'database';
  }
}

function stateText(state: SessionState): string {
  switch (state) {
    case 'opening':
      return l10n.t('connecting');
    case 'failed':
      return l10n.t('could not connect');
    case 'open':
      return l10n.t('connected');
    case 'closed':
      return l10n.t('not connected yet');
  }
}

function originText(from: Exclude<Binding['from'], 'unknown' | 'none'>): string {
  switch (from) {
    case 'header':
      return l10n.t('Named in the first lines of this document.');
    case 'given':
      return l10n.t('Named by the notebook.');
    case 'remembered':
      return l10n.t('Chosen for this document.');
    case 'default':
      return l10n.t('The default for documents without a connection of their own.');
  }
}
