import { l10n, window, workspace } from 'vscode';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import { COPY_FORMATS, type CopyFormat } from '../../../protocol/results';
import { ExportText } from '../../../protocol/resultsExport';
import { exportFormats } from './formatChoices';
import type { ExportDeps, Exported } from './exported';
import { withProgress } from './progress';

/** UTF-16 units: more is slow to paste anywhere. */
const MOST_COPIED = 64 * 1024 * 1024;
/** UTF-16 units: the editor shows larger texts without their language, and slowly. */
const MOST_OPENED = 16 * 1024 * 1024;

const LANGUAGES: Readonly<Record<CopyFormat, string>> = { tsv: 'plaintext', csv: 'plaintext', json: 'json', jsonl: 'jsonl', markdown: 'markdown', html: 'html', sql: 'sql', inList: 'sql' };

/** Asks for a format, and puts the rows on the clipboard. */
export async function copyRows(deps: ExportDeps, exported: Exported): Promise<void> {
  const made = await textOf(deps, exported, l10n.t('Copy Result As'), MOST_COPIED);
  if (!made) return;
  await deps.writeClipboard(made.text.replace(/\n$/u, ''));
  void window.showInformationMessage(l10n.t('Copied {0} rows as {1}.', formatCount(made.rows), made.label));
}

/** Asks for a format, and opens the rows in an editor that is in no file. */
export async function openRows(deps: ExportDeps, exported: Exported): Promise<void> {
  const made = await textOf(deps, exported, l10n.t('Open Result as Text'), MOST_OPENED);
  if (!made) return;
  const document = await workspace.openTextDocument({ language: LANGUAGES[made.format], content: made.text });
  await window.showTextDocument(document, { preview: false });
}

async function textOf({ server }: ExportDeps, exported: Exported, title: string, most: number): Promise<{ readonly text: string; readonly rows: number; readonly label: string; readonly format: CopyFormat } | undefined> {
  const items = exportFormats().flatMap(({ format, label, detail }) => COPY_FORMATS.flatMap((one) => (one === format ? [{ label, detail, format: one }] : [])));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('All rows, up to {0} of text', formatBytes(most)) });
  if (!picked) return undefined;
  const { format, label } = picked;
  const made = await withProgress(server, exported, (token, cancel) => server.request(ExportText, { ...exported.rows, format, most, token }, cancel));
  return made && { ...made, label, format };
}
