import type { Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import type { RequestDefinition } from '../../protocol/define';
import { AbortWrite, BeginWrite, CopyObject, DeleteObjects, DescribeObjects, EndWrite, ListObjects, ObjectsWritable, PIECE_BYTES, ReadObject, StatObject, WritePiece } from '../../protocol/objects';
import { objectsOf, verbOf } from '../objects/capable';
import { PipeWrites } from '../objects/pipeWrites';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

/** Objects of sessions, one at a time. Answers with what must be disposed of at the end. */
export function handleObjects(router: Router, sessions: SessionRegistry): { dispose(): void } {
  const on = <P extends { readonly connectionId: string }, R>(definition: RequestDefinition<P, R>, what: string, work: (objects: Objects, params: P, signal: AbortSignal) => Promise<R>): void => {
    router.handle(definition, what, (params, signal) => sessions.use(params.connectionId, what, (live) => work(objectsOf(live, what), params, signal)));
  };
  on(DescribeObjects, 'Could not ask for objects', async (objects) => ({
    ...{ scheme: objects.scheme, containerParts: objects.containerParts },
    ...{ writes: objects.write !== undefined, copies: objects.copy !== undefined, deletes: objects.delete !== undefined },
  }));
  on(ListObjects, 'Could not list the objects', (objects, { prefix, ...page }, signal) => objects.list(prefix, page, signal));
  on(StatObject, 'Could not look at the object', (objects, { path }, signal) => objects.stat(path, signal));
  on(ObjectsWritable, 'Could not ask whether objects can be written', (objects, { path }, signal) => objects.writable(path, signal));
  on(ReadObject, 'Could not read the object', async (objects, { path, start, end, ifContentId }, signal) => {
    const range = { start, end: Math.min(end, start + PIECE_BYTES) };
    return { bytes: await gather(objects.read(path, { range, ...(ifContentId === undefined ? {} : { ifContentId }) }, signal), range.end - range.start) };
  });
  on(CopyObject, 'Could not copy the object', (objects, { from, to }, signal) => verbOf(objects, 'copy', 'Could not copy the object').call(objects, from, to, signal));
  on(DeleteObjects, 'Could not delete the objects', async (objects, { paths }, signal) => {
    await verbOf(objects, 'delete', 'Could not delete the objects').call(objects, paths, signal);
    return null;
  });

  const writes = new PipeWrites(sessions);
  const writing = 'Could not write the object';
  router.handle(BeginWrite, writing, (params) => ({ writeId: writes.begin(params) }));
  router.handle(WritePiece, writing, async ({ writeId, bytes }) => {
    await writes.piece(writeId, bytes);
    return null;
  });
  router.handle(EndWrite, writing, ({ writeId }) => writes.end(writeId));
  router.handle(AbortWrite, writing, ({ writeId }) => {
    writes.abort(writeId);
    return null;
  });
  return writes;
}

/** The pieces of a range as one; a system that sends more than was asked for is refused. */
async function gather(pieces: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const all = new Uint8Array(most);
  let filled = 0;
  for await (const piece of pieces) {
    if (filled + piece.length > most) {
      throw new HeadwaterError({ what: 'Could not read the object', why: 'More bytes came than were asked for.', todo: 'Try again.', code: 'too-many-bytes' });
    }
    all.set(piece, filled);
    filled += piece.length;
  }
  return filled === most ? all : all.slice(0, filled);
}
