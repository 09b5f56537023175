import { lstat, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectPath, Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import type { UploadItem, UploadReport } from '../../protocol/transfers';
import { verbOf } from './capable';
import { fileContent } from './fileContent';
import { inParallel } from './inParallel';
import type { Tally } from './tally';
import { keyOf } from './walk';

const WHAT = 'Could not upload';
/** Files at once. */
const AT_ONCE = 16;

/** Uploads files, and folders with all that is in them. Symbolic links to folders are not followed: they may lead in circles. */
export async function upload(objects: Objects, items: readonly UploadItem[], existing: 'keep' | 'replace', tally: Tally, signal: AbortSignal): Promise<UploadReport> {
  const kept: UploadItem[] = [];
  const write = verbOf(objects, 'write', WHAT).bind(objects);
  await inParallel(filesOf(items), AT_ONCE, async (item) => {
    signal.throwIfAborted();
    const name = keyOf(item.to, objects.containerParts);
    const before = { sent: 0 };
    try {
      const { size } = await stat(item.file);
      const progress = (sent: number): void => {
        tally.bytes(sent - before.sent);
        before.sent = sent;
      };
      await write(item.to, fileContent(item.file, size, signal), { size, progress, ...(existing === 'keep' ? { ifAbsent: true } : {}) }, signal);
      progress(size);
      tally.done();
    } catch (error) {
      signal.throwIfAborted();
      tally.bytes(-before.sent);
      if (existing === 'keep' && error instanceof HeadwaterError && error.failure.kind === 'exists') kept.push(item);
      else tally.failed(name, error, `${WHAT} \`${name}\``);
    }
  });
  return { ...tally.report, existing: kept };
}

async function* filesOf(items: readonly UploadItem[]): AsyncGenerator<UploadItem> {
  for (const item of items) {
    const found = await stat(item.file);
    if (found.isDirectory()) yield* filesIn(item.file, item.to);
    else yield item;
  }
}

async function* filesIn(folder: string, to: ObjectPath): AsyncGenerator<UploadItem> {
  for await (const entry of await opendir(folder)) {
    const file = path.join(folder, entry.name);
    const last = to.at(-1) ?? '';
    const below = (name: string): ObjectPath => (last.endsWith('/') ? [...to.slice(0, -1), last + name] : [...to, name]);
    if (entry.isDirectory()) yield* filesIn(file, below(`${entry.name}/`));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(file)))) yield { file, to: below(entry.name) };
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  return (await lstat(link)).isSymbolicLink() && (await stat(link).then((found) => found.isFile(), () => false));
}
