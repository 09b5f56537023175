import type { ObjectPath, Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import type { MoveParams } from '../../protocol/transfers';
import { verbOf } from './capable';
import { inParallel } from './inParallel';
import type { Tally } from './tally';
import { isPrefix, keyOf, objectsBelow } from './walk';

const AT_ONCE = 8;
/** Deletes that one call of the system takes. */
const BATCH = 1_000;

/** Copies an object or all below a prefix; a move deletes each original once its copy stands. */
export async function copyOrMove(objects: Objects, { from, to, existing, move }: MoveParams, tally: Tally, signal: AbortSignal): Promise<void> {
  const what = move ? 'Could not move' : 'Could not copy';
  const copy = verbOf(objects, 'copy', what).bind(objects);
  const remove = move ? verbOf(objects, 'delete', what).bind(objects) : undefined;
  const many = isPrefix(from, objects.containerParts);
  const prefix = keyOf(from, objects.containerParts);
  const target = keyOf(to, objects.containerParts);
  if (many && target.startsWith(prefix) && sameContainer(from, to, objects.containerParts)) {
    throw new HeadwaterError({ what: `${what} \`${prefix}\``, why: 'The target lies inside of what would be copied.', todo: 'Choose another target.', kind: 'invalid', code: 'into-itself' });
  }
  await inParallel(objectsBelow(objects, from, signal), AT_ONCE, async (object) => {
    signal.throwIfAborted();
    const key = keyOf(object.path, objects.containerParts);
    const goal: ObjectPath = many ? [...to.slice(0, objects.containerParts), target + key.slice(prefix.length)] : to;
    try {
      if (existing === 'refuse') await refuseExisting(objects, goal, what, signal);
      await copy(object.path, goal, signal);
      await remove?.([object.path], signal);
      tally.bytes(object.size);
      tally.done();
    } catch (error) {
      signal.throwIfAborted();
      tally.failed(key, error, `${what} \`${key}\``);
    }
  });
}

/** Deletes objects and all below prefixes, in calls of a thousand. */
export async function deleteAll(objects: Objects, paths: readonly ObjectPath[], tally: Tally, signal: AbortSignal): Promise<void> {
  const what = 'Could not delete';
  const remove = verbOf(objects, 'delete', what).bind(objects);
  await inParallel(batches(objects, paths, signal), 2, async (batch) => {
    signal.throwIfAborted();
    try {
      await remove(batch, signal);
      tally.done(batch.length);
    } catch (error) {
      signal.throwIfAborted();
      tally.failed(keyOf(batch[0] ?? [], objects.containerParts), error, what);
    }
  });
}

async function* batches(objects: Objects, paths: readonly ObjectPath[], signal: AbortSignal): AsyncGenerator<readonly ObjectPath[]> {
  let batch: ObjectPath[] = [];
  for (const path of paths) {
    const found = isPrefix(path, objects.containerParts) ? objectsBelow(objects, path, signal) : [{ path }];
    for await (const object of found) {
      batch.push(object.path);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function refuseExisting(objects: Objects, goal: ObjectPath, what: string, signal: AbortSignal): Promise<void> {
  const there = await objects.stat(goal, signal).then(
    () => true,
    (error: unknown) => {
      if (error instanceof HeadwaterError && error.failure.kind === 'notFound') return false;
      throw error;
    },
  );
  const name = keyOf(goal, objects.containerParts);
  if (there) throw new HeadwaterError({ what: `${what} to \`${name}\``, why: 'There is an object of that name already.', todo: 'Choose another name, or replace it.', kind: 'exists', code: 'exists' });
}

function sameContainer(one: ObjectPath, other: ObjectPath, parts: number): boolean {
  return one.slice(0, parts).join('\0') === other.slice(0, parts).join('\0');
}
