import { randomUUID } from 'node:crypto';
import { l10n, ProgressLocation, window, workspace } from 'vscode';
import type { ObjectPath } from '../../core/contract/objects';
import { HeadwaterError, plainText } from '../../core/errors';
import { formatBytes, formatCount } from '../../core/format/numbers';
import type { RequestDefinition } from '../../protocol/define';
import {
  CopyOrMove, DeleteAll, DownloadObjects, type DownloadItem, type DownloadReport, MeasurePrefix, type MoveParams, TransferProgressNote, type TransferReport, UploadFiles, type UploadItem, type UploadReport,
} from '../../protocol/transfers';
import type { Server } from '../server/api';
import type { SessionRequests } from './sessionRequests';

/** Work on many objects, with progress that can be cancelled. Cancelled work throws a CancelledError; what was done before stays. */
export class Transfers {
  constructor(
    private readonly requests: SessionRequests,
    private readonly server: Pick<Server, 'on'>,
  ) {}

  /** Uploads; what is there already is asked about at the end, all at once. Answers how many objects were written. */
  async upload(connectionId: string, items: readonly UploadItem[], target: string): Promise<number> {
    const title = l10n.t('Uploading to “{0}”', target);
    const first = await this.#run(title, UploadFiles, (token) => ({ connectionId, token, items, existing: 'keep' }));
    let reports: readonly UploadReport[] = [first];
    if (first.existing.length > 0 && (await askReplace(first.existing.length, target))) {
      reports = [first, await this.#run(title, UploadFiles, (token) => ({ connectionId, token, items: first.existing, existing: 'replace' }))];
    }
    return tell(reports, (objects, bytes) => l10n.t('Uploaded {0} to “{1}” ({2}).', objects, target, bytes));
  }

  async download(connectionId: string, items: readonly DownloadItem[], target: string): Promise<number> {
    const title = l10n.t('Downloading to “{0}”', target);
    const first = await this.#run(title, DownloadObjects, (token) => ({ connectionId, token, items, existing: 'keep' }));
    let reports: readonly DownloadReport[] = [first];
    if (first.existing.length > 0 && (await askReplace(first.existing.length, target))) {
      reports = [first, await this.#run(title, DownloadObjects, (token) => ({ connectionId, token, items: first.existing, existing: 'replace' }))];
    }
    return tell(reports, (objects, bytes) => l10n.t('Downloaded {0} to “{1}” ({2}).', objects, target, bytes));
  }

  async copyOrMove(params: Omit<MoveParams, 'token'>, name: string): Promise<number> {
    const report = await this.#run(params.move ? l10n.t('Moving “{0}”', name) : l10n.t('Copying “{0}”', name), CopyOrMove, (token) => ({ ...params, token }));
    const failed = onlyFailure(report);
    if (failed) throw new HeadwaterError(failed);
    return tell([report], (objects) => (params.move ? l10n.t('Moved {0}.', objects) : l10n.t('Copied {0}.', objects)));
  }

  async deleteAll(connectionId: string, paths: readonly ObjectPath[], name: string): Promise<number> {
    const report = await this.#run(l10n.t('Deleting “{0}”', name), DeleteAll, (token) => ({ connectionId, token, paths }));
    return tell([report], (objects) => l10n.t('Deleted {0}.', objects));
  }

  measure(connectionId: string, prefix: ObjectPath, name: string): Promise<{ readonly objects: number; readonly bytes: number }> {
    return this.#run(l10n.t('Adding up “{0}”', name), MeasurePrefix, (token) => ({ connectionId, token, prefix }));
  }

  #run<P extends { readonly connectionId: string }, R>(title: string, definition: RequestDefinition<P, R>, params: (token: string) => P): Promise<R> {
    const token = randomUUID();
    return this.#withProgress(title, token, (cancel) => this.requests.request(definition, params(token), cancel));
  }

  async #withProgress<R>(title: string, token: string, work: (cancel: AbortSignal) => Promise<R>): Promise<R> {
    return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, cancel) => {
      let told = 0;
      const stop = new AbortController();
      const listening = [
        cancel.onCancellationRequested(() => {
          stop.abort();
        }),
        this.server.on(TransferProgressNote, (news) => {
          if (news.token !== token) return;
          const count = news.of === undefined ? formatCount(news.objects) : l10n.t('{0} of {1}', formatCount(news.objects), formatCount(news.of));
          const message = news.bytes > 0 ? l10n.t('{0} objects, {1}', count, formatBytes(news.bytes)) : l10n.t('{0} objects', count);
          progress.report({ message, ...(news.of !== undefined && news.of > 0 ? { increment: ((news.objects - told) / news.of) * 100 } : {}) });
          told = news.objects;
        }),
      ];
      try {
        return await work(stop.signal);
      } finally {
        for (const one of listening) one.dispose();
      }
    });
  }
}

async function askReplace(count: number, target: string): Promise<boolean> {
  const replace = l10n.t('Replace');
  const message = count === 1 ? l10n.t('One of them is in “{0}” already. Replace it?', target) : l10n.t('{0} of them are in “{1}” already. Replace them?', formatCount(count), target);
  return (await window.showWarningMessage(message, { modal: true, detail: l10n.t('Everything else is done.') }, replace)) === replace;
}

/** The one reason, where one thing was to be done and was not. */
function onlyFailure({ objects, failed, failures: [first] }: TransferReport): TransferReport['failures'][number]['failure'] | undefined {
  return objects === 0 && failed === 1 ? first?.failure : undefined;
}

/** Says what was done, and offers the reasons for what was not. */
function tell(reports: readonly TransferReport[], done: (objects: string, bytes: string) => string): number {
  const objects = reports.reduce((sum, report) => sum + report.objects, 0);
  const bytes = reports.reduce((sum, report) => sum + report.bytes, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed, 0);
  const text = done(objects === 1 ? l10n.t('one object') : l10n.t('{0} objects', formatCount(objects)), formatBytes(bytes));
  if (failed === 0) window.setStatusBarMessage(text, 8_000);
  else void offerReasons(text, failed, reports.flatMap(({ failures }) => failures));
  return objects;
}

async function offerReasons(text: string, failed: number, failures: TransferReport['failures']): Promise<void> {
  const show = l10n.t('Show Reasons');
  const message = failed === 1 ? l10n.t('{0} One failed.', text) : l10n.t('{0} {1} failed.', text, formatCount(failed));
  if ((await window.showWarningMessage(message, show)) !== show) return;
  const lines = failures.map(({ name, failure: { why, todo } }) => plainText([`${name}: ${why}`, todo].filter((part) => part !== undefined).join(' ')));
  const left = failed - failures.length;
  const content = [...lines, ...(left > 0 ? [l10n.t('… and {0} more', formatCount(left))] : [])].join('\n');
  await window.showTextDocument(await workspace.openTextDocument({ language: 'plaintext', content }));
}
