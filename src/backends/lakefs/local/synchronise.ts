import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Objects } from '../../../core/contract/objects';
import type { Versions } from '../../../core/contract/versions';
import { HeadwaterError } from '../../../core/errors';
import { type FolderChange, holds, localChanges, remoteChanges } from './folderChanges';
import { type LinkedFolder, writeHead } from './refFile';

export interface Remote {
  readonly objects: Objects & Required<Pick<Objects, 'write' | 'delete'>>;
  readonly versions: Required<Versions>;
}

/**
 * Brings what was committed on the branch into the folder. Nothing is done where the same files were changed here.
 * @returns the changes that were made
 */
export async function pull({ objects, versions }: Remote, linked: LinkedFolder, signal: AbortSignal): Promise<readonly FolderChange[]> {
  const { repository, branch, prefix } = linked;
  const { commit } = await versions.resolve([repository], branch, signal);
  const [ours, theirs] = [await localChanges(objects, linked, signal), await remoteChanges(versions, linked, signal)];
  const at = (name: string) => [repository, commit, `${prefix}${name}`];
  const conflicts: string[] = [];
  for (const { name, change } of theirs) {
    const file = fileOf(linked, name);
    if (!ours.some((one) => one.name === name)) continue;
    // A pull that was cut short has left some of them as they should be.
    const isThere = change === 'removed' ? !(await stat(file).then(() => true, () => false)) : await holds(file, await objects.stat(at(name), signal));
    if (!isThere) conflicts.push(name);
  }
  if (conflicts.length > 0) {
    throw new HeadwaterError({
      what: `Could not pull “${path.basename(linked.folder)}”`,
      why: `${conflicts.length === 1 ? 'One file was' : `${conflicts.length} files were`} changed here and on \`${branch}\`.`,
      todo: 'Move your version away, or take theirs by deleting the file and pulling again.',
      kind: 'conflict',
      detail: conflicts.slice(0, 100).join('\n'),
    });
  }
  for (const { name, change } of theirs) {
    const file = fileOf(linked, name);
    if (change === 'removed') await rm(file, { force: true });
    else await fetchTo(file, objects.read(at(name), {}, signal), signal);
  }
  await writeHead(linked, commit);
  return theirs;
}

/** Uploads what changed here and commits it. @returns the commit */
export async function commit({ objects, versions }: Remote, linked: LinkedFolder, request: { readonly message: string; readonly metadata: Readonly<Record<string, string>> }, signal: AbortSignal): Promise<string> {
  const { repository, branch, prefix, folder } = linked;
  const what = `Could not commit “${path.basename(folder)}”`;
  if ((await remoteChanges(versions, linked, signal)).length > 0) throw new HeadwaterError({ what, why: `\`${branch}\` has newer commits.`, todo: 'Pull them first.', kind: 'conflict' });
  if ((await versions.uncommitted([repository], branch, { limit: 1, recursive: true }, signal)).changes.length > 0) {
    throw new HeadwaterError({ what, why: `\`${branch}\` has changes that are not committed; they would become part of this commit.`, todo: 'Commit or discard them first.', kind: 'conflict' });
  }
  const changes = await localChanges(objects, linked, signal);
  if (changes.length === 0) throw new HeadwaterError({ what, why: 'There are no changes.', kind: 'invalid' });
  const at = (name: string) => [repository, branch, `${prefix}${name}`];
  for (const { name } of changes.filter(({ change }) => change !== 'removed')) {
    const file = path.join(folder, name);
    await objects.write(at(name), bytesOf(createReadStream(file, { signal })), { size: (await stat(file)).size }, signal);
  }
  const removed = changes.filter(({ change }) => change === 'removed').map(({ name }) => at(name));
  if (removed.length > 0) await objects.delete(removed, signal);
  const { id } = await versions.save([repository], branch, request, signal);
  await writeHead(linked, id);
  return id;
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece;
}

async function fetchTo(file: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const beside = path.join(path.dirname(file), `.headwater-${randomUUID()}`);
  try {
    await pipeline(content, createWriteStream(beside, { flags: 'wx' }), { signal });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** A key must not lead out of the folder. */
function fileOf({ folder }: LinkedFolder, name: string): string {
  const parts = name.split('/');
  if (parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && !part.includes(path.win32.sep))) return path.join(folder, ...parts);
  throw new HeadwaterError({ what: `Could not pull “${path.basename(folder)}”`, why: `No file can have the name of \`${name}\`.`, todo: 'Copy the object to another key.', kind: 'invalid' });
}
