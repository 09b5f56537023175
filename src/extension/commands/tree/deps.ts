import type { TreeView } from 'vscode';
import type { ConnectionsModel } from '../../../providers/tree/connectionsModel';
import type { ObjectNode, TreeNode } from '../../../providers/tree/nodes';
import type { ConnectionService } from '../../connections/connectionService';
import type { FormHost } from '../../forms/formHost';
import type { Server } from '../../server/api';

export interface TreeCommandDeps {
  readonly model: ConnectionsModel;
  readonly view: TreeView<TreeNode>;
  readonly connections: ConnectionService;
  readonly server: Server;
  /** Opens a form in an editor tab. */
  openForm(host: FormHost): Promise<unknown>;
}

/** The node that a command was called on, or the one that is selected where it was called by key. */
export function nodeFor({ view }: TreeCommandDeps, argument: unknown): TreeNode | undefined {
  return isNode(argument) ? argument : view.selection[0];
}

/** All objects that a command is for: the selection, where the node it was called on is part of it. */
export function objectsFor(deps: TreeCommandDeps, argument: unknown): readonly ObjectNode[] {
  const node = nodeFor(deps, argument);
  const all = node && deps.view.selection.includes(node) ? deps.view.selection : node ? [node] : [];
  return all.filter((one) => one.kind === 'object');
}

function isNode(argument: unknown): argument is TreeNode {
  const kinds: readonly unknown[] = ['folder', 'connection', 'object', 'more', 'failure', 'connect', 'notice'] satisfies readonly TreeNode['kind'][];
  return typeof argument === 'object' && argument !== null && 'kind' in argument && kinds.includes(argument.kind);
}
