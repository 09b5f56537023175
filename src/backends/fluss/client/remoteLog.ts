import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { HeadwaterError } from '../../../core/errors';
import type { MessageOf } from '../../../core/protobuf/message';
import { type LogBatch, logBatches } from '../log/logBatch';
import type { RemoteLog } from '../wire/messages/data';

type RemoteInfo = MessageOf<typeof RemoteLog>;

/** Bytes of one read; a batch that is longer takes more of them. */
const CHUNK = 1 << 20;
/** The longest batch that is read at one go. */
const LARGEST_BATCH = 1 << 28;
const PREFIX = 12;
const LENGTH_AT = 8;

/** Reads segments of logs that were moved to remote storage that is a folder of this machine; other stores are refused with a word on where the rows are. What is remote is stored as the log itself is; it is never projected. */
export class RemoteLogReader {
  /** Batches from the one that holds `offset`, to the end of the last segment listed. */
  async *batches(info: RemoteInfo, offset: bigint, signal: AbortSignal): AsyncGenerator<LogBatch> {
    const folder = localFolder(info.dir);
    for (const [index, segment] of info.segments.entries()) {
      if (segment.end <= offset) continue; // ends are exclusive
      const path = `${folder}/${segment.id}/${String(segment.start).padStart(20, '0')}.log`;
      yield* readSegment(path, index === 0 ? (info.firstStart ?? 0) : 0, segment.size, signal);
    }
  }
}

async function* readSegment(path: string, start: number, size: number, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const file = await open(path).catch((error: unknown) => Promise.reject(unreadable(path, error)));
  try {
    for (let at = start; at + PREFIX <= size; ) {
      signal.throwIfAborted();
      let bytes = await readAt(file, at, Math.min(CHUNK, size - at));
      const needed = PREFIX + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(LENGTH_AT, true);
      if (needed > LARGEST_BATCH || needed < PREFIX || at + needed > size) throw unreadable(path, new Error('a batch has an impossible length'));
      if (needed > bytes.byteLength) bytes = await readAt(file, at, needed);
      let read = 0;
      for (const batch of logBatches(bytes, true)) {
        read = batch.records.byteOffset + batch.records.byteLength - bytes.byteOffset;
        yield batch;
      }
      if (read === 0) return;
      at += read;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: Awaited<ReturnType<typeof open>>, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** Servers write `file:/path` with one slash, whatever their setting was. */
function localFolder(dir: string): string {
  const path = /^file:\/{1,3}(?<path>[^/].*)$/u.exec(dir)?.groups?.['path'];
  if (path !== undefined) return fileURLToPath(`file:///${path}`);
  throw new HeadwaterError({
    what: 'Older rows of this log are in remote storage',
    why: `They are at ${dir}, which cannot be read from here.`,
    todo: 'Read from a later offset: what the tablet servers still hold themselves can be read.',
    kind: 'unsupported',
  });
}

function unreadable(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError(
    {
      what: 'Could not read older rows of this log',
      why: `The segment ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      todo: 'The storage of the cluster must be reachable from this machine. Or read from a later offset.',
    },
    { cause },
  );
}
