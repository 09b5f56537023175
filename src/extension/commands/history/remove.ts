import { l10n, window } from 'vscode';
import { formatCount } from '../../../core/format/numbers';
import type { HistoryContext } from './context';
import { entriesOf } from './context';

/** Takes the selected rows out of the history; several are asked about. */
export async function remove({ store }: HistoryContext, node: unknown, selected: unknown): Promise<void> {
  const ids = new Set(entriesOf(node, selected).map(({ id }) => id));
  if (ids.size === 0) return;
  const button = l10n.t('Remove {0} Statements', formatCount(ids.size));
  const question = l10n.t('Remove {0} statements from the history? This cannot be undone.', formatCount(ids.size));
  if (ids.size === 1 || (await window.showWarningMessage(question, { modal: true }, button)) === button) await store.remove(ids);
}

export async function clear({ store }: HistoryContext): Promise<void> {
  const button = l10n.t('Clear History');
  const detail = l10n.t('All statements that were run in any window are removed from the list and from disk. This cannot be undone. Results and files stay.');
  if ((await window.showWarningMessage(l10n.t('Clear the history of statements?'), { modal: true, detail }, button)) === button) await store.clear();
}
