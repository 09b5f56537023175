import { homedir } from 'node:os';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import { type ExportFormat, ExportResult } from '../../../protocol/results';
import type { Server } from '../../server/api';
import { fileNameOf, formatOfPath } from '../exportFormats';
import { exportFormats } from './formatChoices';
import type { Exported } from './exported';
import { withProgress } from './progress';

/** Asks for a format and a file, and writes the rows there. */
export async function exportToFile(server: Server, exported: Exported, wanted: ExportFormat | undefined): Promise<void> {
  const format = wanted ?? (await pickFormat());
  if (!format) return;
  const target = await pickFile(exported.tab.title, format);
  if (!target) return;
  const written = await withProgress(server, exported, (token, cancel) => server.request(ExportResult, { ...exported.rows, format: formatOfPath(target.fsPath) ?? format, path: target.fsPath, token }, cancel));
  if (written) void offerFile(target, written);
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = exportFormats().map(({ format, label, detail }) => ({ label, detail, format }));
  const picked = await window.showQuickPick(items, { title: l10n.t('Export Result'), placeHolder: l10n.t('All rows are written, also those not read yet.') });
  return picked?.format;
}

async function pickFile(title: string, format: ExportFormat): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const chosen = exportFormats().find((one) => one.format === format);
  return window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, fileNameOf(title, format)),
    title: l10n.t('Export Result'),
    saveLabel: l10n.t('Export'),
    ...(chosen && { filters: { [chosen.label]: [...chosen.extensions] } }),
  });
}

async function offerFile(target: Uri, { rows, bytes }: { readonly rows: number; readonly bytes: number }): Promise<void> {
  const open = l10n.t('Open');
  const reveal = l10n.t('Reveal');
  const chosen = await window.showInformationMessage(l10n.t('Wrote {0} rows ({1}) to {2}.', formatCount(rows), formatBytes(bytes), workspace.asRelativePath(target)), open, reveal);
  if (chosen === open) await commands.executeCommand('vscode.open', target);
  else if (chosen === reveal) await commands.executeCommand('revealFileInOS', target);
}
