import { type DataTransfer, Uri } from 'vscode';
import type { ObjectNode } from './nodes';

/** Takes files that were dropped on an object, a prefix or a container of the tree. */
export interface ObjectDrop {
  /** Files that stand at addresses. */
  uris(node: ObjectNode, uris: readonly Uri[]): Promise<void>;
  /** A file of a browser, which stands nowhere. */
  bytes(node: ObjectNode, name: string, content: Uint8Array): Promise<void>;
}

/** Uploads what was dropped; false where it holds no files. */
export async function dropFiles(drop: ObjectDrop, node: ObjectNode, data: DataTransfer): Promise<boolean> {
  const list = await data.get('text/uri-list')?.asString();
  const uris = (list ?? '').split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#')).map((line) => Uri.parse(line, true));
  if (uris.length > 0) {
    await drop.uris(node, uris);
    return true;
  }
  let found = false;
  for (const [, item] of data) {
    const file = item.asFile();
    if (!file) continue;
    found = true;
    if (file.uri) await drop.uris(node, [file.uri]);
    else await drop.bytes(node, file.name, await file.data());
  }
  return found;
}
