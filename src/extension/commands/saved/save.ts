import { randomUUID } from 'node:crypto';
import { l10n, ThemeIcon, window, workspace } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { labelOf } from '../../history/search';
import type { SavedScope } from '../../saved/savedItem';
import { connectionThen } from '../history/connectionThen';
import { entryOf } from '../history/context';
import type { SavedContext } from './context';

/** A name that is offered is not longer. */
const NAME = 60;

interface Text {
  readonly text: string;
  readonly language: string;
  readonly connection?: { readonly id: string; readonly name: string };
}

/** Saves a statement of the history, else what is selected in the active editor, else its whole text. */
export async function save(context: SavedContext, node: unknown): Promise<void> {
  const source = textOf(context, node);
  const name = await askName(l10n.t('Save Query'), labelOf(source.text).slice(0, NAME));
  if (name === undefined) return;
  const scope = await askScope();
  if (!scope) return;
  const { text, language, connection } = source;
  await context.store.put({ kind: 'query', id: randomUUID(), name, text, language, ...(connection ? { connectionId: connection.id, connectionName: connection.name } : {}) }, scope);
}

export async function askName(title: string, value: string): Promise<string | undefined> {
  const name = await window.showInputBox({ title, value, prompt: l10n.t('Name in the Saved view'), validateInput: (text) => (text.trim() === '' ? l10n.t('A name is needed.') : undefined) });
  return name?.trim();
}

/** Without a folder open there is only one place. */
export async function askScope(): Promise<SavedScope | undefined> {
  if (workspace.workspaceFolders === undefined) return 'everywhere';
  const items = [
    { label: l10n.t('Everywhere'), description: l10n.t('In all windows of this profile'), iconPath: new ThemeIcon('account'), scope: 'everywhere' as const },
    { label: l10n.t('This Workspace'), description: l10n.t('Only while this folder is open'), iconPath: new ThemeIcon('root-folder'), scope: 'workspace' as const },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Where should it be kept?') }))?.scope;
}

function textOf({ bindings, connections }: SavedContext, node: unknown): Text {
  const entry = entryOf(node);
  if (entry) {
    const connection = connectionThen(connections, entry);
    return { text: entry.statement, language: 'sql', ...(connection ? { connection } : {}) };
  }
  const editor = window.activeTextEditor;
  const chosen = editor?.document.getText(editor.selection.isEmpty ? undefined : editor.selection) ?? '';
  if (!editor || chosen.trim() === '') {
    throw new HeadwaterError({ what: l10n.t('Could not save a query'), why: l10n.t('There is no text in the active editor.'), todo: l10n.t('Open a query, or use Save Query in the menu of the history.') });
  }
  const connection = bindings.connectionOf(editor.document.uri);
  return { text: chosen, language: editor.document.languageId, ...(connection ? { connection } : {}) };
}
