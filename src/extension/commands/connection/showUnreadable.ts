import { l10n, window, workspace } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';

/** Shows what could not be read from the storage, and discards it once the person agrees. */
export function showUnreadable({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.showUnreadable',
    failing: l10n.t('Could not show the saved connections'),
    run: async () => {
      const entries = connections.notices.flatMap((notice) => (notice.kind === 'unreadable' ? notice.entries : []));
      if (entries.length === 0) return;
      const content = entries.map(({ reason, raw }) => `// ${reason}\n${JSON.stringify(raw, null, 2)}\n`).join('\n');
      await window.showTextDocument(await workspace.openTextDocument({ language: 'jsonc', content }));
      const discard = l10n.t('Discard Entries');
      const text = l10n.t('These saved connections could not be read. They are kept until you discard them; connections made anew from this text can replace them.');
      if ((await window.showWarningMessage(text, discard)) === discard) await connections.discardUnreadable();
    },
  };
}
