import { l10n, QuickPickItemKind, window } from 'vscode';

/** Asks for entries of metadata until the person is done; `undefined` where they gave up. */
export async function askMetadata(done: string): Promise<Readonly<Record<string, string>> | undefined> {
  const entries = new Map<string, string>();
  for (;;) {
    const finish = { label: `$(check) ${done}`, run: 'done' as const, key: '' };
    const add = { label: `$(add) ${l10n.t('Add Entry…')}`, run: 'add' as const, key: '' };
    const shown = [...entries].map(([key, value]) => ({ label: `${key} = ${value}`, description: l10n.t('select to remove'), run: 'remove' as const, key }));
    const line = { label: '', kind: QuickPickItemKind.Separator, run: 'done' as const, key: '' };
    const items = entries.size === 0 ? [add, finish] : [finish, add, line, ...shown];
    const chosen = await window.showQuickPick(items, { title: l10n.t('Metadata of the Commit'), placeHolder: l10n.t('Entries of a key and a value'), ignoreFocusOut: true });
    if (!chosen) return undefined;
    if (chosen.run === 'done') return Object.fromEntries(entries);
    if (chosen.run === 'remove') entries.delete(chosen.key);
    else {
      const entry = await window.showInputBox({
        title: l10n.t('Metadata of the Commit'),
        prompt: l10n.t('key=value'),
        ignoreFocusOut: true,
        validateInput: (text) => (/^[^=]+=/u.test(text) ? undefined : l10n.t('Write a key, an equals sign and a value.')),
      });
      const at = entry?.indexOf('=') ?? -1;
      if (entry !== undefined) entries.set(entry.slice(0, at).trim(), entry.slice(at + 1).trim());
    }
  }
}
