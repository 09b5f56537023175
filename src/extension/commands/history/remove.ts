import { l10n, window } from 'vscode';
import { formatCount } from '../../../core/format/numbers';
import type { HistoryContext } from './context';
import { entriesOf } from './context';

/** Takes the selected rows out of the history; several are asked about. */
export async function remove(context: HistoryContext, node: unknown, selected: unknown): Promise<void> {
  const ids = new Set(entriesOf(context, node, selected).map(({ id }) => id));
  if (ids.size === 0) return;
  const button = l10n.t('Remove {0} Statements', formatCount(ids.size));
  const question = l10n.t('Remove {0} statements from the history? This cannot be undone.', formatCount(ids.size));
  if (ids.size === 1 || (await window.showWarningMessage(question, { modal: true }, button)) === button) await context.store.remove(ids);
}
