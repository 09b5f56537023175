import type { Objects } from '../../../core/contract/objects';
import type { Versions } from '../../../core/contract/versions';
import type { Listing } from '../lakectl/reads';
import { localChanges, remoteChanges } from './folderChanges';
import { readLinkedFolder } from './refFile';

/** What differs between a linked folder and its branch, and on which side. */
export function folderStatus({ objects, versions }: { readonly objects: Objects; readonly versions: Versions }, folder: string, signal: AbortSignal): Listing {
  return {
    columns: [['Side', 'text'], ['Change', 'text'], ['Path', 'text']],
    pages: (async function* () {
      const linked = await readLinkedFolder(folder);
      yield (await localChanges(objects, linked, signal)).map(({ name, change }) => ['local', change, name]);
      yield (await remoteChanges(versions, linked, signal)).map(({ name, change }) => ['remote', change, name]);
    })(),
  };
}
