import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import * as z from 'zod/mini';
import { CheckColumnValues } from '../../protocol/edits';
import { CreateImportTable, importFile, importPlan, ImportProgressNote, type ImportReport, type NewTable, newTable, PreviewImport, RunImport, StopImport } from '../../protocol/imports';
import type { ImportHostMethods, ImportViewMethods } from '../../protocol/importView';
import { columnValues } from '../../protocol/lookupView';
import type { Rpc } from '../../protocol/rpc';
import type { TableInfo } from '../../protocol/tables';
import type { Disposal } from '../emitter';
import { readTable } from '../tables/readTable';
import type { TableRef } from '../tables/tableRef';
import { webviewRpc } from '../webviews/webviewRpc';
import type { ImportDeps } from './deps';

/** One import in an editor tab. Closing it stops what is being written. */
export class ImportPanel implements Disposable {
  readonly #token = randomUUID();
  readonly #rpc: Rpc<ImportHostMethods, ImportViewMethods>;
  readonly #listening: Disposal;
  #ref: TableRef;
  /** The protected connection was confirmed for the table that was just made. */
  #confirmed = false;
  #running = false;
  #rejected: string | undefined;

  constructor(
    private readonly panel: WebviewPanel,
    private readonly deps: ImportDeps,
    ref: TableRef,
    private table: TableInfo,
    file: string | undefined,
  ) {
    this.#ref = ref;
    const { server, connections } = deps;
    this.#rpc = webviewRpc<ImportHostMethods, ImportViewMethods>(panel.webview, l10n.t('Could not import the file'));
    const rpc = this.#rpc;
    rpc.on('load', () => ({ connection: connections.find(ref.connectionId)?.name ?? '', table, ...(file === undefined ? {} : { file }) }));
    rpc.on('choose', chooseFile);
    rpc.on('preview', (params, signal) => server.request(PreviewImport, { file: z.parse(importFile, params) }, signal));
    rpc.on('check', (params, signal) => server.request(CheckColumnValues, { ...this.#ref, ...z.parse(columnValues, params) }, signal));
    rpc.on('create', (params, signal) => this.#create(z.parse(newTable, params), signal));
    rpc.on('run', (params) => this.#run(params));
    rpc.on('stop', async () => {
      await server.request(StopImport, { token: this.#token });
      return null;
    });
    rpc.on('saveRejected', () => this.#saveRejected());
    rpc.on('openTable', async () => {
      await readTable(deps, ref.connectionId, { kind: 'scan', table: this.#ref.table });
      return null;
    });
    this.#listening = server.on(ImportProgressNote, ({ token, read, rejected }) => {
      if (token === this.#token) rpc.tell('progress', { read, rejected });
    });
  }

  /** The tab is gone. */
  ended(): void {
    this.#listening.dispose();
    this.#rpc.dispose();
    if (this.#running) this.#quietly(this.deps.server.request(StopImport, { token: this.#token }));
    this.#forget();
  }

  dispose(): void {
    this.panel.dispose();
  }

  async #create(wanted: NewTable, signal: AbortSignal): Promise<TableInfo | null> {
    const { connections, server } = this.deps;
    const profile = connections.find(this.#ref.connectionId);
    if (profile?.protected && !(await confirmCreate(profile.name, wanted.name))) return null;
    await connections.open(this.#ref.connectionId);
    this.table = await server.request(CreateImportTable, { ...this.#ref, wanted }, signal);
    this.#ref = { connectionId: this.#ref.connectionId, table: this.table.table };
    this.#confirmed = true;
    this.panel.title = l10n.t('Import into {0}', wanted.name);
    return this.table;
  }

  async #run(params: unknown): Promise<ImportReport | null> {
    const plan = z.parse(importPlan, params);
    const { connections, server } = this.deps;
    const profile = connections.find(this.#ref.connectionId);
    if (profile?.protected && !this.#confirmed && !(await confirmImport(profile.name, this.table.label, plan.file.path))) return null;
    this.#confirmed = false;
    await connections.open(this.#ref.connectionId);
    this.#forget();
    this.#running = true;
    try {
      const report = await server.request(RunImport, { ...this.#ref, ...plan, token: this.#token });
      this.#rejected = report.rejectedFile;
      return report;
    } finally {
      this.#running = false;
    }
  }

  async #saveRejected(): Promise<string | null> {
    if (this.#rejected === undefined) return null;
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const name = `${this.#ref.table.at(-1) ?? 'import'}-rejected.csv`;
    const target = await window.showSaveDialog({ title: l10n.t('Save Rejected Rows'), saveLabel: l10n.t('Save'), filters: { CSV: ['csv'] }, ...(folder && { defaultUri: Uri.joinPath(folder, name) }) });
    if (!target) return null;
    await workspace.fs.copy(Uri.file(this.#rejected), target, { overwrite: true });
    await window.showTextDocument(target, { preview: true });
    return target.fsPath;
  }

  #forget(): void {
    if (this.#rejected !== undefined) this.#quietly(Promise.resolve(workspace.fs.delete(Uri.file(this.#rejected))));
    this.#rejected = undefined;
  }

  /** A server that is gone has stopped by itself; a file of ours that is gone is what was wanted. */
  #quietly(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}

async function chooseFile(): Promise<string | null> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Import Rows'),
    openLabel: l10n.t('Choose'),
    filters: { [l10n.t('Data Files')]: ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'parquet', 'arrow', 'feather', 'gz', 'zst'], [l10n.t('All Files')]: ['*'] },
  });
  return chosen?.[0]?.fsPath ?? null;
}

async function confirmImport(connection: string, table: string, file: string): Promise<boolean> {
  const button = l10n.t('Import Rows');
  const message = l10n.t('Import rows into {0} on the protected connection “{1}”?', table, connection);
  return (await window.showWarningMessage(message, { modal: true, detail: path.basename(file) }, button)) === button;
}

async function confirmCreate(connection: string, table: string): Promise<boolean> {
  const button = l10n.t('Create Table and Import Rows');
  return (await window.showWarningMessage(l10n.t('Create {0} on the protected connection “{1}”, and import rows into it?', table, connection), { modal: true }, button)) === button;
}
