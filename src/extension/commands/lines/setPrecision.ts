import { l10n, Position, Range, window, workspace, WorkspaceEdit } from 'vscode';
import type { TextDocument } from 'vscode';
import { lineSettings } from '../../lines/lineSettings';

/** Writes the precision of the timestamps into the document's first lines. */
export async function setPrecision(document: TextDocument): Promise<void> {
  const items = [
    { label: 'auto', description: l10n.t('By the size of each timestamp') },
    { label: 'ns', description: l10n.t('Nanoseconds') },
    { label: 'us', description: l10n.t('Microseconds') },
    { label: 'ms', description: l10n.t('Milliseconds') },
    { label: 's', description: l10n.t('Seconds') },
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Precision of the Timestamps') });
  if (!chosen) return;
  const edit = new WorkspaceEdit();
  const place = lineSettings(document.getText())['precision'] === undefined ? undefined : placeOfPrecision(document);
  if (place) edit.replace(document.uri, place, chosen.label);
  else edit.insert(document.uri, new Position(0, 0), `# headwater: precision=${chosen.label}\n`);
  await workspace.applyEdit(edit);
}

function placeOfPrecision(document: TextDocument): Range | undefined {
  for (let line = 0; line < Math.min(document.lineCount, 40); line++) {
    const match = /^(?<before>\s*#\s*headwater:.*?\bprecision\s*=\s*)(?<value>[^,\s]*)/iu.exec(document.lineAt(line).text);
    if (match?.groups) return new Range(line, match.groups['before']?.length ?? 0, line, match[0].length);
  }
  return undefined;
}
