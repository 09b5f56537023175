import { randomUUID } from 'node:crypto';
import { access, rename, writeFile } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Objects, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError, isCancelled } from '../../core/errors';
import type { DownloadItem, DownloadReport } from '../../protocol/transfers';
import { diskError } from '../results/store/diskFailure';
import { SMALL } from './fileContent';
import { Folders } from './folders';
import { inParallel } from './inParallel';
import { localFile } from './localName';
import type { Tally } from './tally';
import { isPrefix, keyOf, objectsBelow } from './walk';

const WHAT = 'Could not download';
const AT_ONCE = 16;
/** For many small files the calls of node:fs/promises cost twice as much. */
const [put, move] = [promisify(writeFile), promisify(rename)];
const isThere = (file: string): Promise<boolean> =>
  new Promise((resolve) => {
    access(file, (error) => {
      resolve(error === null);
    });
  });
/** Bytes from which an object is worth a connection of its own. */
const LARGE = 8 * 1_048_576;

interface OneFile {
  readonly object: ObjectStat;
  /** Absent where no file can have that name. */
  readonly file: string | undefined;
}

/** Downloads objects, and prefixes with all that is below them. */
export async function download(objects: Objects, items: readonly DownloadItem[], existing: 'keep' | 'replace', tally: Tally, signal: AbortSignal): Promise<DownloadReport> {
  const kept: DownloadItem[] = [];
  const folders = new Folders();
  await inParallel(filesOf(objects, items, signal), AT_ONCE, async ({ object, file }) => {
    signal.throwIfAborted();
    const name = keyOf(object.path, objects.containerParts);
    let received = 0;
    try {
      if (file === undefined) throw unnameable(name);
      if (existing === 'keep' && (await isThere(file))) {
        kept.push({ from: object.path, file });
        return;
      }
      await folders.ready(path.dirname(file));
      await writeWhole(objects, object, file, signal, (bytes) => {
        received += bytes;
        tally.bytes(bytes);
      });
      tally.done();
    } catch (error) {
      signal.throwIfAborted();
      tally.bytes(-received);
      tally.failed(name, error, `${WHAT} \`${name}\``);
    }
  });
  return { ...tally.report, existing: kept };
}

async function* filesOf(objects: Objects, items: readonly DownloadItem[], signal: AbortSignal): AsyncGenerator<OneFile> {
  for (const { from, file } of items) {
    const prefix = isPrefix(from, objects.containerParts) ? keyOf(from, objects.containerParts) : undefined;
    for await (const object of objectsBelow(objects, from, signal)) {
      const key = keyOf(object.path, objects.containerParts);
      yield { object, file: prefix === undefined ? file : localFile(file, key.slice(prefix.length)) };
    }
  }
}

/** Beside its place first, so that nobody takes half a file for the whole. */
async function writeWhole(objects: Objects, object: ObjectStat, file: string, signal: AbortSignal, progress: (bytes: number) => void): Promise<void> {
  const beside = path.join(path.dirname(file), `.headwater-${randomUUID()}`);
  const { contentId, size } = object;
  const options = { transient: size >= LARGE, ...(contentId === undefined ? {} : { ifContentId: contentId }) };
  const content = objects.read(object.path, options, signal);
  try {
    if (size <= SMALL) await put(beside, await gathered(content, progress), { flag: 'wx' });
    else await writePieces(content, beside, progress);
    await move(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    // What the objects threw has words already; the rest is the file system's.
    throw isCancelled(error) || signal.aborted ? error : diskError(error, `${WHAT} \`${path.basename(file)}\``, 'Nothing of it was kept.');
  }
}

async function gathered(content: AsyncIterable<Uint8Array>, progress: (bytes: number) => void): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) {
    pieces.push(piece);
    progress(piece.length);
  }
  const [only] = pieces;
  return pieces.length === 1 && only ? only : Buffer.concat(pieces);
}

async function writePieces(content: AsyncIterable<Uint8Array>, file: string, progress: (bytes: number) => void): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for await (const piece of content) {
      await handle.writeFile(piece);
      progress(piece.length);
    }
  } finally {
    await handle.close();
  }
}

function unnameable(name: string): HeadwaterError {
  return new HeadwaterError({
    what: `${WHAT} \`${name}\``,
    why: 'No file on this machine can have that name.',
    todo: 'Copy the object to a key without empty parts, dots alone or reserved characters.',
    kind: 'invalid',
    code: 'file-name',
  });
}
