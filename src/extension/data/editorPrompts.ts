import { l10n, window } from 'vscode';
import type { ColumnInfo } from '../../core/contract/catalog';
import { formatBytes } from '../../core/format/numbers';
import type { ComparePrompts } from './comparer';
import type { DataPrompts } from './objectData';

/** The questions about objects' rows, asked in the editor. */
export class EditorDataPrompts implements DataPrompts, ComparePrompts {
  async mayFetch(label: string, bytes: number): Promise<boolean> {
    const fetch = l10n.t('Fetch {0}', formatBytes(bytes));
    const detail = l10n.t('{0}. What was fetched is kept on this machine, so that it need not be fetched again. The setting headwater.objects.askAboveMb says from which size on this is asked.', label);
    return (await window.showWarningMessage(l10n.t('Fetch up to {0}?', formatBytes(bytes)), { modal: true, detail }, fetch)) === fetch;
  }

  async key(columns: readonly ColumnInfo[], before: readonly string[], title: string): Promise<readonly string[] | undefined> {
    const items = columns.map(({ name, type }) => ({ label: name, description: type, picked: before.includes(name) }));
    const chosen = await window.showQuickPick(items, {
      canPickMany: true,
      title,
      placeHolder: l10n.t('Key: the columns that tell rows apart. None: rows are compared as they are'),
      matchOnDescription: true,
    });
    return chosen?.map(({ label }) => label);
  }
}
