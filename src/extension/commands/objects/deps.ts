import { Uri } from 'vscode';
import type { ConnectionsModel } from '../../../providers/tree/connectionsModel';
import type { ObjectNode, TreeNode } from '../../../providers/tree/nodes';
import type { ObjectPath } from '../../../core/contract/objects';
import { addressOf, locate, SCHEME } from '../../objects/objectUri';
import type { ObjectFiles } from '../../objects/objectFiles';
import type { SessionRequests } from '../../objects/sessionRequests';
import type { Transfers } from '../../objects/transfers';
import type { WriteConsent } from '../../objects/writeConsent';

export interface ObjectCommandDeps {
  readonly requests: SessionRequests;
  readonly files: ObjectFiles;
  readonly transfers: Transfers;
  readonly consent: WriteConsent;
  readonly tree: { readonly model: ConnectionsModel; readonly view: { readonly selection: readonly TreeNode[] } };
  /** To be told that something below a container has changed, by what did not go through the editor's files. */
  readonly changed: (connectionId: string, path: ObjectPath) => void;
}

/** An object or a prefix that a command is for. */
export interface ObjectTarget {
  readonly connectionId: string;
  /** A prefix ends with `/`, or is the container itself. */
  readonly path: ObjectPath;
  readonly label: string;
  readonly isPrefix: boolean;
  readonly node?: ObjectNode;
}

/** What a command was called on: a node of the tree, a file of ours in the Explorer or an editor, or the tree's selection. */
export async function targetsOf(deps: ObjectCommandDeps, argument: unknown, more?: unknown): Promise<readonly ObjectTarget[]> {
  if (argument instanceof Uri) {
    const all = Array.isArray(more) ? more.filter((one): one is Uri => one instanceof Uri) : [];
    return (await Promise.all((all.length > 0 ? all : [argument]).map((uri) => ofUri(deps, uri)))).flat();
  }
  const { selection } = deps.tree.view;
  const node = isObjectNode(argument) ? argument : undefined;
  const nodes = node && !selection.includes(node) ? [node] : selection;
  const targets = await Promise.all(nodes.map(async (one) => (one.kind === 'object' && one.object.object ? [await ofNode(deps, one, one.object.object)] : [])));
  return targets.flat();
}

/** The editor's address of a target. */
export function uriOf({ connectionId, path }: Pick<ObjectTarget, 'connectionId' | 'path'>): Uri {
  return Uri.from(addressOf(connectionId, path));
}

/** The same path with a name after it. */
export function within(path: ObjectPath, containerParts: number, name: string): ObjectPath {
  const last = path.at(-1) ?? '';
  return path.length > containerParts ? [...path.slice(0, -1), `${last}${name}`] : [...path, name];
}

/** The folder that holds a target, as a prefix. */
export function parentOf(path: ObjectPath, containerParts: number): ObjectPath {
  const key = path.slice(containerParts).join('/').replace(/\/$/u, '');
  const slash = key.lastIndexOf('/');
  return slash === -1 ? path.slice(0, containerParts) : [...path.slice(0, containerParts), key.slice(0, slash + 1)];
}

async function ofNode(deps: ObjectCommandDeps, node: ObjectNode, told: ObjectPath): Promise<ObjectTarget> {
  const { containerParts } = await deps.requests.objects(node.connectionId);
  const path = told.at(-1) === '' ? told.slice(0, -1) : told; // an empty key is the container itself
  const isPrefix = path.length <= containerParts || (path.at(-1) ?? '').endsWith('/');
  return { connectionId: node.connectionId, path, label: node.object.label, isPrefix, node };
}

async function ofUri(deps: ObjectCommandDeps, uri: Uri): Promise<readonly ObjectTarget[]> {
  if (uri.scheme !== SCHEME) return [];
  const { containerParts } = await deps.requests.objects(uri.authority);
  const { connectionId, container, key } = locate(uri, containerParts);
  const label = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  if (key === '') return [{ connectionId, path: container, label, isPrefix: true }];
  const object = await deps.files.find(connectionId, [...container, key]);
  return [{ connectionId, path: [...container, object ? key : `${key}/`], label, isPrefix: !object }];
}

function isObjectNode(argument: unknown): argument is ObjectNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && argument.kind === 'object' && 'connectionId' in argument && 'object' in argument;
}
