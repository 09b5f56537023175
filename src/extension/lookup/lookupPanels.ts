import { env, l10n, type Uri, ViewColumn, window } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';
import { CheckColumnValues } from '../../protocol/edits';
import { columnValues, lookupKeys, type LookupHostMethods } from '../../protocol/lookupView';
import type { Methods } from '../../protocol/rpc';
import { DescribeRead, DescribeTable, LocateKeys, type TableInfo } from '../../protocol/tables';
import type { Disposal } from '../emitter';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';
import { readTable } from '../tables/readTable';
import type { TableRef } from '../tables/tableRef';
import { loadView, webviewRpc } from '../webviews/webviewRpc';

export interface LookupDeps {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'open'>;
  readonly results: Pick<Results, 'start'>;
}

/** Lookup panels: one for each table. */
export class LookupPanels implements Disposable {
  readonly #open = new Map<string, WebviewPanel>();

  constructor(private readonly deps: LookupDeps) {}

  /** The connection is open. @throws HeadwaterError where the table has no key to look up by */
  async open(ref: TableRef): Promise<void> {
    const id = JSON.stringify([ref.connectionId, ref.table]);
    const known = this.#open.get(id);
    if (known) {
      known.reveal();
      return;
    }
    const table = await this.deps.server.request(DescribeTable, ref);
    if (!table.lookup) throw new HeadwaterError({ what: l10n.t('Could not look up in `{0}`', table.label), why: l10n.t('Its rows cannot be found by key.'), todo: l10n.t('Open the table instead.') });
    const panel = window.createWebviewPanel('headwater.lookup', l10n.t('Look Up in {0}', ref.table.at(-1) ?? ''), ViewColumn.Active, { enableScripts: true, retainContextWhenHidden: true });
    this.#open.set(id, panel);
    const rpc = this.#serve(panel, ref, table);
    panel.onDidDispose(() => {
      this.#open.delete(id);
      rpc.dispose();
    });
    loadView(panel.webview, this.deps.extensionUri, 'lookup', panel.title);
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #serve(panel: WebviewPanel, ref: TableRef, table: TableInfo): Disposal {
    const { server, connections } = this.deps;
    const { connectionId } = ref;
    const rpc = webviewRpc<LookupHostMethods, Methods>(panel.webview, l10n.t('Could not look up the key'));
    const readOf = (params: unknown) => ({ kind: 'lookup', table: ref.table, ...z.parse(lookupKeys, params) }) as const;
    rpc.on('load', () => ({ connection: connections.find(connectionId)?.name ?? '', table }));
    rpc.on('check', (params, signal) => server.request(CheckColumnValues, { ...ref, ...z.parse(columnValues, params) }, signal));
    rpc.on('statement', async (params, signal) => (await server.request(DescribeRead, { connectionId, read: readOf(params) }, signal)).statement);
    rpc.on('lookup', async (params) => {
      await connections.open(connectionId);
      const { settled } = await readTable(this.deps, connectionId, readOf(params));
      const { failure, rows } = await settled;
      if (failure) throw new HeadwaterError(failure);
      return { rows };
    });
    rpc.on('locate', async (params, signal) => {
      await connections.open(connectionId);
      return server.request(LocateKeys, { ...ref, ...z.parse(lookupKeys, params) }, signal);
    });
    rpc.on('copyStatement', async (params) => {
      const { statement } = await server.request(DescribeRead, { connectionId, read: readOf(params) });
      await env.clipboard.writeText(statement);
      return null;
    });
    return rpc;
  }
}
