import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { MessageOf } from '../../../core/protobuf/message';
import { type LogBatch, logBatches } from '../log/logBatch';
import type { RemoteLog } from '../wire/messages/data';
import { type FindAccess, openRemote } from './remoteFile';
import type { RemoteFile } from './remoteStorage';

type RemoteInfo = MessageOf<typeof RemoteLog>;

/** Bytes of one read; a batch that is longer takes more of them. */
const CHUNK = 4 << 20;
/** The longest batch that is read at one go. */
const LARGEST_BATCH = 1 << 28;
const PREFIX = 12;
const LENGTH_AT = 8;

/** Reads segments of logs that were moved to remote storage: a folder of this machine, or S3. What is remote is stored as the log itself is; it is never projected. */
export class RemoteLogReader {
  constructor(private readonly findAccess: FindAccess) {}

  /** Batches from the one that holds `offset`, to the end of the last segment listed. */
  async *batches(info: RemoteInfo, offset: bigint, signal: AbortSignal): AsyncGenerator<LogBatch> {
    for (const [index, segment] of info.segments.entries()) {
      if (segment.end <= offset) continue; // ends are exclusive
      const url = `${info.dir}/${segment.id}/${String(segment.start).padStart(20, '0')}.log`;
      const file = await openRemote(url, this.findAccess, signal).catch((error: unknown) => Promise.reject(unreadable(url, error)));
      try {
        yield* readSegment(file, url, index === 0 ? (info.firstStart ?? 0) : 0, segment.size, signal);
      } finally {
        await file.close();
      }
    }
  }
}

async function* readSegment(file: RemoteFile, url: string, start: number, size: number, signal: AbortSignal): AsyncGenerator<LogBatch> {
  for (let at = start; at + PREFIX <= size; ) {
    signal.throwIfAborted();
    let bytes = await file.read(at, Math.min(CHUNK, size - at), signal);
    if (bytes.byteLength < PREFIX) throw unreadable(url, new Error('it ends early'));
    const needed = PREFIX + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(LENGTH_AT, true);
    if (needed > LARGEST_BATCH || needed < PREFIX || at + needed > size) throw unreadable(url, new Error('a batch has an impossible length'));
    if (needed > bytes.byteLength) bytes = await file.read(at, needed, signal);
    let read = 0;
    for (const batch of logBatches(bytes, true)) {
      read = batch.records.byteOffset + batch.records.byteLength - bytes.byteOffset;
      yield batch;
    }
    if (read === 0) return;
    at += read;
  }
}

function unreadable(path: string, cause: unknown): Error {
  if (cause instanceof HeadwaterError || (cause instanceof Error && isCancelled(cause))) return cause;
  return new HeadwaterError(
    {
      what: 'Could not read older rows of this log',
      why: `The segment ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      todo: 'The storage of the cluster must be reachable from this machine. Or read from a later offset.',
    },
    { cause },
  );
}
