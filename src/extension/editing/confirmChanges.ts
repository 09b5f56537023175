import { l10n, window } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { EditParams, RowEdit } from '../../protocol/edits';

/** Asks before rows of a protected connection are changed. */
export async function confirmChanges({ name }: ConnectionProfile, { table, edits }: Pick<EditParams, 'table' | 'edits'>): Promise<boolean> {
  const count = (kind: RowEdit['kind']): number => edits.filter((edit) => edit.kind === kind).length;
  const parts = [
    count('insert') > 0 ? l10n.t('{0} new rows', count('insert')) : undefined,
    count('update') > 0 ? l10n.t('{0} changed rows', count('update')) : undefined,
    count('delete') > 0 ? l10n.t('{0} deleted rows', count('delete')) : undefined,
  ].filter((part) => part !== undefined);
  const button = edits.length === 1 ? l10n.t('Apply 1 Change') : l10n.t('Apply {0} Changes', edits.length);
  const message = l10n.t('Change `{0}` on the protected connection “{1}”?', table.join('.'), name).replaceAll('`', '');
  return (await window.showWarningMessage(message, { modal: true, detail: parts.join('\n') }, button)) === button;
}
