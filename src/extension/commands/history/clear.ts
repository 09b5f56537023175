import { l10n, window } from 'vscode';
import type { HistoryContext } from './context';

/** Empties the history but for what is pinned, after a question. */
export async function clear({ store }: HistoryContext): Promise<void> {
  const button = l10n.t('Clear History');
  const detail = l10n.t('All statements that were run in any window are removed from the list and from disk. This cannot be undone. Pinned statements, results and files stay.');
  if ((await window.showWarningMessage(l10n.t('Clear the history of statements?'), { modal: true, detail }, button)) === button) await store.clear();
}
