import type { ObjectPath, Objects, ObjectStat } from '../../core/contract/objects';
import { CancelledError } from '../../core/errors';

const PAGE = 1_000;

/** True for a prefix: a container itself, or a path whose last part ends with `/`. */
export function isPrefix(path: ObjectPath, containerParts: number): boolean {
  return path.length <= containerParts || path.at(-1) === '' || (path.at(-1) ?? '').endsWith('/');
}

/** All objects below a prefix, page by page as they are asked for; the object itself where it is none. */
export async function* objectsBelow(objects: Objects, path: ObjectPath, signal: AbortSignal): AsyncGenerator<ObjectStat> {
  if (!isPrefix(path, objects.containerParts)) {
    yield await objects.stat(path, signal);
    return;
  }
  let cursor: string | undefined;
  do {
    if (signal.aborted) throw new CancelledError();
    const page = await objects.list(path, { limit: PAGE, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, signal);
    yield* page.objects;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** The key: all that stands after the container. */
export function keyOf(path: ObjectPath, containerParts: number): string {
  return path.slice(containerParts).join('/');
}
