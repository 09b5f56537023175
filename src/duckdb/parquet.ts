import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';
import type { ArrowMessage } from '../core/contract/execution';
import { CancelledError, type Failure, HeadwaterError } from '../core/errors';
import { DuckDb } from './duckdb';
import { sharedSlots } from './fill/batchSource';
import { Feed } from './fill/feed';

export interface ParquetExport {
  /** The bundle of `worker.ts`. */
  readonly workerPath: string;
  /** Absolute. What is there already is replaced once the new file is whole. */
  readonly path: string;
  /** One IPC stream: a schema, then dictionaries and batches. Messages are handed over. */
  readonly messages: AsyncIterable<ArrowMessage>;
  /** Kept in the file's own metadata. */
  readonly metadata?: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  /** Rows handed to DuckDB so far. */
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes rows as a Parquet file, in a DuckDB of its own, streamed. 128-bit integers, intervals, times with a zone and unions become text,
 * since Parquet would hold them inexactly. Nothing is left behind when it fails or is cancelled.
 * @throws HeadwaterError, CancelledError
 */
export async function writeParquet({ workerPath, path, messages, metadata = new Map(), signal, onProgress }: ParquetExport): Promise<void> {
  signal.throwIfAborted();
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  const duckDb = await DuckDb.open({ workerPath, path: ':memory:', config: { threads: '2' } });
  const { port1, port2 } = new MessageChannel();
  const shared = sharedSlots();
  const feed = new Feed(signal, port1, shared);
  try {
    const written = duckDb.writeParquet(temporary, port2, shared, [...metadata]).finally(() => {
      feed.stop();
    });
    const ends = await Promise.allSettled([written, feed.pump(messages, onProgress)]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await rename(temporary, path);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw new HeadwaterError(parquetFailure(feed.failure ?? error, path), { cause: error });
  } finally {
    feed.stop();
    await duckDb.close();
    await rm(temporary, { force: true });
  }
}

function parquetFailure(error: unknown, path: string): Failure {
  const what = `Could not write \`${path}\``;
  if (!(error instanceof HeadwaterError)) return { what, why: error instanceof Error ? error.message : String(error), todo: 'Check that the folder exists and that files may be made there.' };
  const { why, todo, detail, code } = error.failure;
  const folder = /No such file or directory|Cannot open file/iu.test(why) ? 'Check that the folder exists and that files may be made there.' : todo;
  return { what, why, ...(folder === undefined ? {} : { todo: folder }), ...(detail === undefined ? {} : { detail }), ...(code === undefined ? {} : { code }) };
}
