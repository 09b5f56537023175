import { commands, DataTransferItem, l10n, Uri } from 'vscode';
import type { DataTransfer, TreeDragAndDropController } from 'vscode';
import { withOptional } from '../../extension/connections/changes';
import type { ConnectionService } from '../../extension/connections/connectionService';
import { LOCAL_ID } from '../../extension/connections/localProfile';
import type { FailureReporter } from '../../extension/failures';
import type { TreeNode } from './nodes';
import { dropFiles, type ObjectDrop } from './objectDrop';
import { storedAddress } from './present';

const CONNECTIONS = 'application/vnd.code.tree.headwater.connections';

/** Objects are dragged into editors: stored ones open there, others are the name that stands in a statement. Connections go between folders; files onto stored objects, their folders, and tables. */
export class DragAndDrop implements TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = ['text/plain', 'text/uri-list'];
  readonly dropMimeTypes = [CONNECTIONS, 'text/uri-list', 'files'];
  /** Takes files; absent until it is given. */
  files: { readonly drop: ObjectDrop; readonly failures: FailureReporter } | undefined;

  constructor(private readonly connections: ConnectionService) {}

  handleDrag(nodes: readonly TreeNode[], data: DataTransfer): void {
    const references = nodes.flatMap((node) => (node.kind === 'object' ? [node.object.reference ?? node.object.label] : []));
    if (references.length > 0) data.set('text/plain', new DataTransferItem(references.join(', ')));
    const addresses = nodes.flatMap((node) => (node.kind === 'object' ? (storedAddress(node.connectionId, node.object) ?? []) : []));
    if (addresses.length > 0) data.set('text/uri-list', new DataTransferItem(addresses.join('\r\n')));
    const moved = nodes.flatMap((node) => (node.kind === 'connection' ? [node.connectionId] : []));
    if (moved.length > 0) data.set(CONNECTIONS, new DataTransferItem(moved));
  }

  async handleDrop(target: TreeNode | undefined, data: DataTransfer): Promise<void> {
    if (this.files && target?.kind === 'object' && target.object.object) {
      try {
        if (await dropFiles(this.files.drop, target, data)) return;
      } catch (error) {
        this.files.failures.report(error, l10n.t('Could not upload'));
        return;
      }
    }
    if (target?.kind === 'object' && target.object.table) {
      const [file] = await droppedFiles(data);
      if (file) await commands.executeCommand('headwater.table.import', target, file);
      return;
    }
    const dragged: unknown = data.get(CONNECTIONS)?.value;
    const ids: readonly unknown[] = Array.isArray(dragged) ? dragged : [];
    const folder = this.#folderAt(target);
    for (const profile of this.connections.profiles) {
      const moves = ids.includes(profile.id) && profile.id !== LOCAL_ID && !this.connections.isShared(profile.id);
      if (moves && profile.folder !== folder) await this.connections.save(withOptional(profile, 'folder', folder));
    }
  }

  #folderAt(target: TreeNode | undefined): string | undefined {
    if (target?.kind === 'folder') return target.levels.join('/');
    return target?.kind === 'connection' ? this.connections.find(target.connectionId)?.folder : undefined;
  }
}

/** Files of this machine, dragged from the explorer or from elsewhere. */
async function droppedFiles(data: DataTransfer): Promise<readonly Uri[]> {
  const list = (await data.get('text/uri-list')?.asString()) ?? '';
  return list.split(/\r?\n/u).flatMap((line) => (line.startsWith('file:') ? [Uri.parse(line, true)] : []));
}
