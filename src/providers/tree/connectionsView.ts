import { env, l10n, window } from 'vscode';
import type { Disposable, TreeView } from 'vscode';
import { CatalogChildren, CatalogSearch } from '../../protocol/catalog';
import type { ConnectionService } from '../../extension/connections/connectionService';
import type { Disposal } from '../../extension/emitter';
import type { Server } from '../../extension/server/api';
import { ConnectionDecorations } from './connectionDecorations';
import { ConnectionsModel } from './connectionsModel';
import type { TreeCatalog } from './connectionsModel';
import { DragAndDrop } from './dragAndDrop';
import { ModelTree } from './modelTree';
import type { TreeNode } from './nodes';
import { makeWords } from './words';

/** Nodes that one page of the tree holds. */
const PAGE = 200;
/** Objects that a filter looks for on the server. */
const FOUND = 50;

/** The view `headwater.connections`. */
export class ConnectionsView implements Disposable {
  readonly model: ConnectionsModel;
  readonly view: TreeView<TreeNode>;
  readonly dragAndDrop: DragAndDrop;
  readonly #owned: readonly Disposal[];

  constructor(connections: ConnectionService, server: Server) {
    const words = makeWords({ t: (message, ...args) => l10n.t(message, ...args) });
    const birth = `${env.sessionId} ${Date.now()}`;
    this.model = new ConnectionsModel(connections, catalogOf(server), birth, words);
    const tree = new ModelTree(this.model);
    this.dragAndDrop = new DragAndDrop(connections);
    this.view = window.createTreeView('headwater.connections', {
      treeDataProvider: tree,
      dragAndDropController: this.dragAndDrop,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#owned = [this.view, tree, this.model, new ConnectionDecorations(connections)];
  }

  /** Selects a connection and expands it, which opens it. */
  async reveal(connectionId: string): Promise<void> {
    const node = this.model.connection(connectionId);
    if (node) await this.view.reveal(node, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }
}

function catalogOf(server: Server): TreeCatalog {
  return {
    children: (connectionId, path, cursor, signal) =>
      server.request(CatalogChildren, { connectionId, path, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal),
    search: (connectionId, text, signal) => server.request(CatalogSearch, { connectionId, text, limit: FOUND }, signal),
  };
}
