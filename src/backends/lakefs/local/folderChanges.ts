import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Objects, ObjectStat } from '../../../core/contract/objects';
import type { ChangeInfo, Versions } from '../../../core/contract/versions';
import { type LinkedFolder, REF_FILE } from './refFile';

const PAGE = 1_000;
/** What `lakectl local` passes over. */
const IGNORED = new Set([REF_FILE, '.DS_Store']);

export interface FolderChange {
  /** Key below the prefix, with slashes. */
  readonly name: string;
  readonly change: 'added' | 'modified' | 'removed';
}

/** How the files differ from the commit that they were taken from. Files of the same size are told apart by their digests. */
export async function localChanges(objects: Objects, { folder, repository, head, prefix }: LinkedFolder, signal: AbortSignal): Promise<readonly FolderChange[]> {
  const before = new Map<string, ObjectStat>();
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await objects.list([repository, head, prefix], { limit: PAGE, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, signal);
    for (const object of page.objects) before.set((object.path[2] ?? '').slice(prefix.length), object);
    cursor = page.next;
  }
  const found: FolderChange[] = [];
  for await (const name of filesBelow(folder)) {
    signal.throwIfAborted();
    const object = before.get(name);
    before.delete(name);
    if (!object) found.push({ name, change: 'added' });
    else if (!(await holds(path.join(folder, name), object))) found.push({ name, change: 'modified' });
  }
  // Markers of folders are no files.
  const removed = [...before.keys()].filter((name) => name !== '' && !name.endsWith('/')).map((name): FolderChange => ({ name, change: 'removed' }));
  return [...found, ...removed].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What was committed on the branch since then. */
export async function remoteChanges(versions: Versions, { repository, branch, head, prefix }: LinkedFolder, signal: AbortSignal): Promise<readonly FolderChange[]> {
  const found: ChangeInfo[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await versions.diff([repository], head, branch, { kind: 'two-dot', recursive: true, prefix, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal);
    found.push(...page.changes);
    cursor = page.next;
  }
  return found.map(({ path: key, change }) => ({ name: key.slice(prefix.length), change: change === 'conflict' ? 'modified' : change }));
}

/** True where a file has the content of an object. Where the object's id is no MD5, the size decides. */
export async function holds(file: string, { size, contentId = '' }: ObjectStat): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== size) return false;
  if (!/^[0-9a-f]{32}$/u.test(contentId)) return true;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) if (chunk instanceof Uint8Array) hash.update(chunk);
  return hash.digest('hex') === contentId;
}

async function* filesBelow(folder: string, below = ''): AsyncGenerator<string> {
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = `${below}${entry.name}`;
    if (IGNORED.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(folder, `${name}/`);
    else if (entry.isFile()) yield name;
  }
}
