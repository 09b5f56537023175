import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';
import type { ArrowMessage } from '../core/contract/execution';
import { CancelledError, type Failure, HeadwaterError } from '../core/errors';
import { DuckDb } from './duckdb';
import { sharedSlots } from './fill/batchSource';
import { Feed } from './fill/feed';

export interface ParquetExport {
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

/** Milliseconds that a DuckDB is kept for the next file: opening one takes longer than writing a million rows. */
const KEPT_MS = 30_000;

/**
 * Writes rows as Parquet files, each in a DuckDB that does nothing else meanwhile, streamed. 128-bit integers, intervals, times with a zone and unions
 * become text, since Parquet would hold them inexactly.
 */
export class ParquetWriter implements AsyncDisposable {
  #idle: DuckDb | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param workerPath the bundle of `worker.ts` */
  constructor(
    private readonly workerPath: string,
    private readonly keptMs = KEPT_MS,
  ) {}

  /** Nothing is left behind when it fails or is cancelled. @throws HeadwaterError, CancelledError */
  async write(rows: ParquetExport): Promise<void> {
    rows.signal.throwIfAborted();
    const duckDb = this.#take() ?? (await DuckDb.open({ workerPath: this.workerPath, path: ':memory:', config: { threads: '2' } }));
    const temporary = `${rows.path}.${randomUUID().slice(0, 8)}.part`;
    let whole = false;
    try {
      await writeFile(duckDb, temporary, rows);
      whole = true;
    } finally {
      // One that failed may still hold the file: it is not used again.
      if (whole) await this.#keep(duckDb);
      else {
        await duckDb.close();
        await rm(temporary, { force: true });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#take()?.close();
  }

  #take(): DuckDb | undefined {
    clearTimeout(this.#timer);
    const duckDb = this.#idle;
    this.#idle = undefined;
    return duckDb?.alive === true ? duckDb : undefined;
  }

  /** Of several that wrote side by side one is kept. */
  async #keep(duckDb: DuckDb): Promise<void> {
    if (this.#ended || this.#idle) {
      await duckDb.close();
      return;
    }
    this.#idle = duckDb;
    this.#timer = setTimeout(() => void this.#take()?.close(), this.keptMs);
  }
}

/** Writes one file. @param options.workerPath the bundle of `worker.ts` @throws HeadwaterError, CancelledError */
export async function writeParquet({ workerPath, ...rows }: ParquetExport & { readonly workerPath: string }): Promise<void> {
  await using writer = new ParquetWriter(workerPath);
  await writer.write(rows);
}

async function writeFile(duckDb: DuckDb, temporary: string, { path, messages, metadata = new Map(), signal, onProgress }: ParquetExport): Promise<void> {
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
  }
}

function parquetFailure(error: unknown, path: string): Failure {
  const what = `Could not write \`${path}\``;
  if (!(error instanceof HeadwaterError)) return { what, why: error instanceof Error ? error.message : String(error), todo: 'Check that the folder exists and that files may be made there.' };
  const { why, todo, detail, code } = error.failure;
  const folder = /No such file or directory|Cannot open file/iu.test(why) ? 'Check that the folder exists and that files may be made there.' : todo;
  return { what, why, ...(folder === undefined ? {} : { todo: folder }), ...(detail === undefined ? {} : { detail }), ...(code === undefined ? {} : { code }) };
}
