import type { ObjectPath } from '../../core/contract/objects';
import type { ConnectionsModel } from '../tree/connectionsModel';
import type { ObjectNode, ParentNode } from '../tree/nodes';

/** Reads the tree's loaded nodes anew that stand for a path of objects, or for a container of versions with all below it. */
export async function refreshLoaded(model: ConnectionsModel, connectionId: string, path: ObjectPath): Promise<void> {
  const root = model.connection(connectionId);
  if (!root) return;
  const wanted = nameOf(path);
  const isMeant = ({ object, version }: ObjectNode['object']): boolean => (object !== undefined && nameOf(object) === wanted) || (version !== undefined && version.ref === undefined && nameOf(version.container) === wanted);
  const found = below(model, root).filter(({ object, children }) => isMeant(object) && children.shown.status === 'known');
  await Promise.all(found.map((node) => model.refresh(node)));
}

function below(model: ConnectionsModel, node: ParentNode): readonly ObjectNode[] {
  return model.loadedObjects(node).flatMap((child) => [child, ...below(model, child)]);
}

/** An empty last part is the container itself. */
function nameOf(path: ObjectPath): string {
  return JSON.stringify(path.at(-1) === '' ? path.slice(0, -1) : path);
}
