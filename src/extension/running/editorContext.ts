import { commands, window, workspace } from 'vscode';
import type { Disposal, Listen } from '../emitter';
import type { DocumentBindings } from './documentBindings';
import { holdsStatements } from './documents';
import type { Stopper } from './stopper';
import { watchActive } from './watchActive';

/** Keeps the context keys that menus and key bindings ask about. */
export class EditorContext {
  readonly #listening: Disposal;
  readonly #set = new Map<string, boolean>();

  constructor(
    private readonly bindings: DocumentBindings,
    private readonly stopper: Pick<Stopper, 'atWork'>,
    pulse: { readonly onDidChange: Listen<void> },
  ) {
    // A document whose language was changed is opened again.
    this.#listening = watchActive(() => this.#update(), workspace.onDidOpenTextDocument, bindings.onDidChange, pulse.onDidChange);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #update(): void {
    const document = window.activeTextEditor?.document;
    // Told as what a document is not, so that the keys work before a word was said, and between two editors.
    // A document that names an unknown connection is bound too: running it says what is wrong.
    this.#tell('headwater.unbound', document !== undefined && holdsStatements(document) && this.bindings.bindingOf(document.uri).from === 'none');
    this.#tell('headwater.busy', this.stopper.atWork.length > 0);
  }

  #tell(key: string, value: boolean): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}
