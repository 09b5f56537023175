import { HeadwaterError } from '../../core/errors';
import type { Objects } from '../../core/contract/objects';
import type { RequestDefinition } from '../../protocol/define';
import { CopyOrMove, DeleteAll, DownloadObjects, MeasurePrefix, TransferProgressNote, UploadFiles } from '../../protocol/transfers';
import { objectsOf } from '../objects/capable';
import { download } from '../objects/download';
import { copyOrMove, deleteAll } from '../objects/moveObjects';
import { Tally } from '../objects/tally';
import { upload } from '../objects/upload';
import { objectsBelow } from '../objects/walk';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

/** Work on many objects at once. `trusted`: whether local files may be touched at all. */
export function handleTransfers(router: Router, sessions: SessionRegistry, trusted: () => boolean): void {
  const on = <P extends { readonly connectionId: string; readonly token: string }, R>(definition: RequestDefinition<P, R>, what: string, work: (objects: Objects, params: P, tally: Tally, signal: AbortSignal) => Promise<R>): void => {
    router.handle(definition, what, (params, signal) =>
      sessions.use(params.connectionId, what, (live) => {
        const tally = new Tally(params.token, (progress) => void router.notify(TransferProgressNote, progress));
        return work(objectsOf(live, what), params, tally, signal);
      }),
    );
  };
  on(UploadFiles, 'Could not upload', (objects, { items, existing }, tally, signal) => {
    refuseUntrusted(trusted(), 'Could not upload');
    return upload(objects, items, existing, tally, signal);
  });
  on(DownloadObjects, 'Could not download', (objects, { items, existing }, tally, signal) => {
    refuseUntrusted(trusted(), 'Could not download');
    return download(objects, items, existing, tally, signal);
  });
  on(MeasurePrefix, 'Could not add up the sizes', async (objects, { prefix }, tally, signal) => {
    for await (const { size } of objectsBelow(objects, prefix, signal)) {
      tally.bytes(size);
      tally.done();
    }
    return { objects: tally.report.objects, bytes: tally.report.bytes };
  });
  on(CopyOrMove, 'Could not copy', async (objects, params, tally, signal) => {
    await copyOrMove(objects, params, tally, signal);
    return tally.report;
  });
  on(DeleteAll, 'Could not delete', async (objects, { paths }, tally, signal) => {
    await deleteAll(objects, paths, tally, signal);
    return tally.report;
  });
}

function refuseUntrusted(trusted: boolean, what: string): void {
  if (trusted) return;
  throw new HeadwaterError({ what, why: 'The workspace is not trusted.', todo: 'Trust the workspace first.', kind: 'forbidden', code: 'untrusted' });
}
