import { env, l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import * as z from 'zod/mini';
import { CatalogDescribe } from '../../protocol/catalog';
import { ReadGraph } from '../../protocol/graphs';
import { type GraphHostMethods, graphPath, graphText } from '../../protocol/graphView';
import type { Methods } from '../../protocol/rpc';
import type { Disposal } from '../emitter';
import type { Server } from '../server/api';
import type { Connections } from '../services';
import { loadView, webviewRpc } from '../webviews/webviewRpc';

export interface GraphDeps {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'open'>;
}

/** A node of a connection's catalog that has a graph; the connection itself with the empty path. */
export interface GraphRef {
  readonly connectionId: string;
  readonly path: readonly string[];
}

/** Panels that draw what flows where: one for each node. */
export class GraphPanels implements Disposal {
  readonly #open = new Map<string, WebviewPanel>();

  constructor(private readonly deps: GraphDeps) {}

  show(ref: GraphRef): void {
    const id = JSON.stringify([ref.connectionId, ref.path]);
    const known = this.#open.get(id);
    if (known) {
      known.reveal();
      return;
    }
    const panel = window.createWebviewPanel('headwater.graph', titleOf(ref), ViewColumn.Active, { enableScripts: true, retainContextWhenHidden: true });
    this.#open.set(id, panel);
    const rpc = this.#serve(panel, ref);
    panel.onDidDispose(() => {
      this.#open.delete(id);
      rpc.dispose();
    });
    loadView(panel.webview, this.deps.extensionUri, 'graph', panel.title);
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #serve(panel: WebviewPanel, { connectionId, path }: GraphRef): Disposal {
    const { server, connections } = this.deps;
    const rpc = webviewRpc<GraphHostMethods, Methods>(panel.webview, l10n.t('Could not show what flows where'));
    rpc.on('load', async (_, signal) => {
      await connections.open(connectionId);
      const graph = await server.request(ReadGraph, { connectionId, path }, signal);
      panel.title = graph.title;
      return { connection: connections.find(connectionId)?.name ?? '', graph };
    });
    rpc.on('hasGraph', async (params, signal) => {
      const { node } = await server.request(CatalogDescribe, { connectionId, ...z.parse(graphPath, params) }, signal);
      return node.graph === true && JSON.stringify(node.path) !== JSON.stringify(path);
    });
    rpc.on('openGraph', (params) => {
      this.show({ connectionId, ...z.parse(graphPath, params) });
      return null;
    });
    rpc.on('save', async (params) => {
      const { text } = z.parse(graphText, params);
      const folder = workspace.workspaceFolders?.[0]?.uri;
      const name = `${titleOf({ connectionId, path }).replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-')}.svg`;
      const target = await window.showSaveDialog({ title: l10n.t('Export Graph'), filters: { SVG: ['svg'] }, ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}) });
      if (!target) return null;
      await workspace.fs.writeFile(target, new TextEncoder().encode(text));
      return target.path.split('/').at(-1) ?? '';
    });
    rpc.on('copy', async (params) => {
      await env.clipboard.writeText(z.parse(graphText, params).text);
      return null;
    });
    return rpc;
  }
}

const titleOf = ({ path }: GraphRef): string => (path.length === 0 ? l10n.t('Flow') : l10n.t('Graph of {0}', path.at(-1) ?? ''));
