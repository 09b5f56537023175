import type { CatalogNode } from '../../core/contract/catalog';
import type { Failure } from '../../core/errors';
import type { ConnectionNotice } from '../../extension/connections/notices';
import type { LazyChildren } from './lazyChildren';

/** Nodes of the connections tree. Each is made once and kept while it is shown, since the editor knows nodes by identity. */
export type TreeNode = FolderNode | ConnectionNode | ObjectNode | MoreNode | FailureNode | NoticeNode | ConnectNode;

export interface FolderNode {
  readonly kind: 'folder';
  /** From the top; never empty. */
  readonly levels: readonly string[];
}

export interface ConnectionNode {
  readonly kind: 'connection';
  readonly connectionId: string;
  readonly children: LazyChildren<CatalogNode>;
}

/** Something in the catalog of a connection. */
export interface ObjectNode {
  readonly kind: 'object';
  readonly connectionId: string;
  readonly parent: ParentNode;
  /** Replaced when the parent is read again. */
  object: CatalogNode;
  readonly children: LazyChildren<CatalogNode>;
}

/** A node whose children come from the server. */
export type ParentNode = ConnectionNode | ObjectNode;

/** Reads the next page of its parent. */
export interface MoreNode {
  readonly kind: 'more';
  readonly parent: ParentNode;
}

/** Why the children of its parent could not be read. */
export interface FailureNode {
  readonly kind: 'failure';
  readonly parent: ParentNode;
  failure: Failure;
}

/** Stands under a connection whose opening was cancelled. */
export interface ConnectNode {
  readonly kind: 'connect';
  readonly parent: ParentNode;
}

export interface NoticeNode {
  readonly kind: 'notice';
  readonly notice: ConnectionNotice;
}

export function pathOf(node: ParentNode): readonly string[] {
  return node.kind === 'connection' ? [] : node.object.path;
}

export function isParent(node: TreeNode): node is ParentNode {
  return node.kind === 'connection' || node.kind === 'object';
}
