import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { commands, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { formatBytes, formatCount } from '../../core/format/numbers';
import { type ExportFormat, ExportProgress, ExportResult } from '../../protocol/results';
import type { Server } from '../server/api';
import { exportFormats, fileNameOf, formatOfPath } from './exportFormats';
import type { Tab } from './tabList';

/** Asks for a format and a file, then writes the whole result with progress; resolves when it is written or the person changed their mind. */
export class ResultExport {
  constructor(private readonly server: Server) {}

  /** @param view the rows as they are arranged */
  async run(tab: Tab, wanted?: ExportFormat, view?: string): Promise<void> {
    if (tab.resultId === undefined || tab.state === undefined || tab.state.columns === 0) {
      throw new HeadwaterError({ what: l10n.t('Could not export “{0}”', tab.title), why: l10n.t('It has no rows to write.'), todo: l10n.t('Run it again first.') });
    }
    const format = wanted ?? (await pickFormat());
    if (!format) return;
    const target = await pickFile(tab.title, format);
    if (!target) return;
    const written = await this.#write({ resultId: tab.resultId, ...(view !== undefined && { view }) }, tab.title, formatOfPath(target.fsPath) ?? format, target, tab.state.complete ? tab.state.rows : undefined);
    if (written) void offerFile(target, written);
  }

  async #write(what: { readonly resultId: string; readonly view?: string }, title: string, format: ExportFormat, target: Uri, rows: number | undefined): Promise<{ rows: number; bytes: number } | undefined> {
    const token = randomUUID();
    return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Exporting “{0}”', title), cancellable: true }, async (progress, cancel) => {
      let told = 0;
      const listening = this.server.on(ExportProgress, (news) => {
        if (news.token !== token) return;
        const of = news.of ?? rows;
        const message = of === undefined ? l10n.t('{0} rows', formatCount(news.rows)) : l10n.t('{0} of {1} rows', formatCount(news.rows), formatCount(of));
        progress.report({ message, ...(of !== undefined && of > 0 && { increment: ((news.rows - told) / of) * 100 }) });
        told = news.rows;
      });
      try {
        return await this.server.request(ExportResult, { ...what, format, path: target.fsPath, token }, cancel);
      } catch (error) {
        if (cancel.isCancellationRequested) return undefined;
        throw error;
      } finally {
        listening.dispose();
      }
    });
  }
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
