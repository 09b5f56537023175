import { commands, Disposable, env, l10n, window } from 'vscode';
import { formatCount } from '../../../core/format/numbers';
import type { FailureReporter } from '../../failures';
import type { SavedQuery } from '../../saved/savedItem';
import { registerCommand } from '../command';
import type { Command } from '../command';
import { addBookmark } from './bookmark';
import type { SavedContext } from './context';
import { keptIn } from './context';
import { askName, save } from './save';

/** All commands `headwater.saved.*`. */
export function registerSavedCommands(context: SavedContext, reporter: FailureReporter): Disposable {
  const open = l10n.t('Could not open what is saved');
  const change = l10n.t('Could not change what is saved');
  const all: readonly Command[] = [
    { id: 'headwater.saved.save', failing: l10n.t('Could not save the query'), run: (node) => save(context, node) },
    { id: 'headwater.saved.bookmark', failing: l10n.t('Could not add a bookmark'), run: (node) => addBookmark(context, node) },
    { id: 'headwater.saved.open', failing: open, run: (node, selected) => openAll(context, node, selected) },
    { id: 'headwater.saved.run', failing: l10n.t('Could not run the query'), run: (node) => run(context, node) },
    { id: 'headwater.saved.rename', failing: change, run: (node) => rename(context, node) },
    { id: 'headwater.saved.copy', failing: l10n.t('Could not copy the query'), run: (node, selected) => copy(context, node, selected) },
    { id: 'headwater.saved.remove', failing: change, run: (node, selected) => remove(context, node, selected) },
  ];
  return Disposable.from(...all.map((command) => registerCommand(command, reporter)));
}

/** The connection it was saved for, or the one that has its name now. */
function queryOf({ connections }: SavedContext, { text, language, connectionId, connectionName }: SavedQuery): Readonly<Record<string, string>> {
  const connection = (connectionId === undefined ? undefined : connections.find(connectionId)) ?? (connectionName === undefined ? undefined : connections.findByName(connectionName));
  return { text, language, ...(connection ? { connectionId: connection.id } : {}) };
}

async function openAll(context: SavedContext, node: unknown, selected: unknown): Promise<void> {
  for (const { item } of keptIn(context, node, selected)) {
    if (item.kind === 'query') await commands.executeCommand('headwater.query.new', queryOf(context, item));
    else await commands.executeCommand('headwater.tree.goToObject', { connectionId: item.connectionId, path: item.path });
  }
}

async function run(context: SavedContext, node: unknown): Promise<void> {
  const item = keptIn(context, node, undefined)[0]?.item;
  if (item?.kind === 'query') await commands.executeCommand('headwater.query.openAndRun', queryOf(context, item));
}

async function rename(context: SavedContext, node: unknown): Promise<void> {
  const [kept] = keptIn(context, node, undefined);
  if (!kept) return;
  const name = await askName(l10n.t('Rename'), kept.item.name);
  if (name !== undefined) await context.store.put({ ...kept.item, name }, kept.scope);
}

async function copy(context: SavedContext, node: unknown, selected: unknown): Promise<void> {
  const texts = keptIn(context, node, selected).map(({ item }) => (item.kind === 'query' ? item.text : item.name));
  if (texts.length > 0) await env.clipboard.writeText(texts.join('\n\n'));
}

async function remove(context: SavedContext, node: unknown, selected: unknown): Promise<void> {
  const kept = keptIn(context, node, selected);
  const [first] = kept;
  if (!first) return;
  const button = l10n.t('Remove');
  const question = kept.length === 1 ? l10n.t('Remove “{0}” from Saved?', first.item.name) : l10n.t('Remove {0} items from Saved?', formatCount(kept.length));
  if ((await window.showWarningMessage(question, { modal: true, detail: l10n.t('This cannot be undone.') }, button)) === button) await context.store.remove(new Set(kept.map(({ item }) => item.id)));
}
