import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ObjectPath, Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { formatBytes } from '../../core/format/numbers';
import type { CopyTarget } from '../sources';
import type { CacheFolder } from './cacheFolder';

const CHUNK_BYTES = 1024 * 1024;
/** Characters that no file system minds. */
const ODD = /[^\w.-]+/gu;

/** A place for a file that DuckDB writes, and from where it is sent as one object. @throws HeadwaterError where nothing can be written there */
export async function copyTarget(cache: CacheFolder, objects: Objects, path: ObjectPath, label: string, signal: AbortSignal): Promise<CopyTarget> {
  if (!objects.write || !(await objects.writable(path, signal))) {
    throw new HeadwaterError({ what: `Could not write \`${label}\``, why: 'Objects there cannot be changed.', todo: 'Write to a branch, or to another place that can be written.', kind: 'readOnly', code: 'read-only' });
  }
  const write = objects.write.bind(objects);
  const folder = await cache.scratch();
  const file = join(folder, basename(path.at(-1) ?? '').replaceAll(ODD, '_') || 'rows');
  return {
    path: file,
    folders: [folder],
    send: async (sending, progress, { ifAbsent = false } = {}) => {
      const found = await stat(file);
      if (!found.isFile()) throw severalFiles(label);
      const content = createReadStream(file, { highWaterMark: CHUNK_BYTES, signal: sending });
      const told = (sent: number): void => progress(`Sending ${formatBytes(sent)} of ${formatBytes(found.size)}`, found.size === 0 ? 1 : sent / found.size);
      await write(path, bytesOf(content), { size: found.size, progress: told, ...(ifAbsent && { ifAbsent }) }, sending);
      return [['Sent', `${formatBytes(found.size)} to ${label}`]];
    },
    discard: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
  };
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece;
}

function severalFiles(label: string): HeadwaterError {
  return new HeadwaterError({
    what: `Could not write \`${label}\``,
    why: 'The statement makes several files, which could not be sent all or nothing.',
    todo: 'Leave out PARTITION_BY, PER_THREAD_OUTPUT and FILE_SIZE_BYTES, and write one statement for each file.',
    kind: 'unsupported',
    code: 'several-files',
  });
}
