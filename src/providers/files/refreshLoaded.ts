import type { ObjectPath } from '../../core/contract/objects';
import type { ConnectionsModel } from '../tree/connectionsModel';
import type { ObjectNode, ParentNode } from '../tree/nodes';

/** Reads the tree's loaded nodes anew that stand for a path of objects, or for a container of versions with all below it. */
export async function refreshLoaded(model: ConnectionsModel, connectionId: string, path: ObjectPath): Promise<void> {
  const root = model.connection(connectionId);
  if (!root) return;
  const wanted = JSON.stringify(path);
  const isMeant = ({ object, version }: ObjectNode['object']): boolean => JSON.stringify(object) === wanted || (version?.ref === undefined && JSON.stringify(version?.container) === wanted);
  const found = below(model, root).filter(({ object, children }) => isMeant(object) && children.shown.status === 'known');
  await Promise.all(found.map((node) => model.refresh(node)));
}

function below(model: ConnectionsModel, node: ParentNode): readonly ObjectNode[] {
  return model.loadedObjects(node).flatMap((child) => [child, ...below(model, child)]);
}
