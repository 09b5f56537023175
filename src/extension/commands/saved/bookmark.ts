import { randomUUID } from 'node:crypto';
import type { CatalogNode } from '../../../core/contract/catalog';
import type { SavedContext } from './context';
import { askScope } from './save';

/** Keeps the place of a node of the connections tree. A place is kept once. */
export async function addBookmark({ store, connections }: SavedContext, node: unknown): Promise<void> {
  if (!isObjectNode(node)) return;
  const { connectionId, object } = node;
  const place = JSON.stringify([connectionId, object.path]);
  const known = store.all().some(({ item }) => item.kind === 'bookmark' && JSON.stringify([item.connectionId, item.path]) === place);
  const connection = connections.find(connectionId);
  if (known || !connection) return;
  const scope = await askScope();
  if (!scope) return;
  const { label, path, icon, reference } = object;
  await store.put({ kind: 'bookmark', id: randomUUID(), name: label, connectionId, connectionName: connection.name, path, icon, ...(reference === undefined ? {} : { reference }) }, scope);
}

function isObjectNode(node: unknown): node is { readonly connectionId: string; readonly object: CatalogNode } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'object' && 'connectionId' in node && 'object' in node;
}
