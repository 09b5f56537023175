import { randomUUID } from 'node:crypto';
import { type CancellationToken, l10n, ProgressLocation, window } from 'vscode';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import { ExportProgress } from '../../../protocol/results';
import type { Server } from '../../server/api';
import type { Exported } from './exported';

/** Shows how an export goes on, with a button to stop it; `undefined` where that was pressed. */
export async function withProgress<R>(server: Server, { tab, expected }: Exported, work: (token: string, cancel: CancellationToken) => Promise<R>): Promise<R | undefined> {
  const token = randomUUID();
  return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Exporting “{0}”', tab.title), cancellable: true }, async (progress, cancel) => {
    let told = 0;
    const listening = server.on(ExportProgress, (news) => {
      if (news.token !== token) return;
      if (news.sent !== undefined) {
        progress.report({ message: l10n.t('sent {0} of {1}', formatBytes(news.sent), formatBytes(news.size ?? news.sent)) });
        return;
      }
      const of = news.of ?? expected;
      const message = of === undefined ? l10n.t('{0} rows', formatCount(news.rows)) : l10n.t('{0} of {1} rows', formatCount(news.rows), formatCount(of));
      progress.report({ message, ...(of !== undefined && of > 0 && { increment: ((news.rows - told) / of) * 100 }) });
      told = news.rows;
    });
    try {
      return await work(token, cancel);
    } catch (error) {
      if (cancel.isCancellationRequested) return undefined;
      throw error;
    } finally {
      listening.dispose();
    }
  });
}
