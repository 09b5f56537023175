import { l10n, Range, window, workspace, WorkspaceEdit } from 'vscode';
import type { Command } from '../commands/command';
import type { ConnectionService } from '../connections/connectionService';
import type { DocumentBindings } from '../running/documentBindings';
import { activeDialects } from './activeDialects';
import { changesNaming } from './languageLine';

/** Lets a person pick the language of the active document, which is written on top of it. */
export function chooseLanguage(bindings: Pick<DocumentBindings, 'connectionOf'>, connections: Pick<ConnectionService, 'info'>): Command {
  return {
    id: 'headwater.query.chooseLanguage',
    failing: l10n.t('Could not choose the language'),
    run: async () => {
      const active = activeDialects(bindings, connections);
      if (!active) return;
      const { document, head, dialects, current } = active;
      const items = dialects.map((dialect) => ({ label: dialect.label, ...(dialect === current ? { description: l10n.t('now') } : {}), dialect }));
      const chosen = await window.showQuickPick(items, { title: l10n.t('Language of This Document’s Statements') });
      if (!chosen || chosen.dialect === current) return;
      const edit = new WorkspaceEdit();
      for (const { start, end, text } of changesNaming(chosen.dialect === dialects[0] ? undefined : chosen.dialect.id, head)) {
        edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
      }
      await workspace.applyEdit(edit);
    },
  };
}
