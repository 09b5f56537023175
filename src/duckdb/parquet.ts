import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ArrowMessage } from '../core/contract/execution';
import { CancelledError, type Failure, HeadwaterError } from '../core/errors';
import { DuckDb } from './duckdb';
import { CANCELLED, type FeedMessage, POSTED } from './fill/batchSource';

export interface ParquetExport {
  /** The bundle of `worker.ts`. */
  readonly workerPath: string;
  /** Absolute. What is there already is replaced once the new file is whole. */
  readonly path: string;
  /** One IPC stream: a schema, then dictionaries and batches. Messages are handed over. */
  readonly messages: AsyncIterable<ArrowMessage>;
  readonly signal: AbortSignal;
  /** Rows handed to DuckDB so far. */
  readonly onProgress?: (rows: number) => void;
}

/** Batches on their way to DuckDB. */
const IN_FLIGHT = 3;

/**
 * Writes rows as a Parquet file, in a DuckDB of its own, streamed. 128-bit integers, intervals, times with a zone and unions become text,
 * since Parquet would hold them inexactly. Nothing is left behind when it fails or is cancelled.
 * @throws HeadwaterError, CancelledError
 */
export async function writeParquet({ workerPath, path, messages, signal, onProgress }: ParquetExport): Promise<void> {
  signal.throwIfAborted();
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  const duckDb = await DuckDb.open({ workerPath, path: ':memory:', config: { threads: '2' } });
  const feed = new Feed(signal);
  try {
    const written = duckDb.writeParquet(temporary, feed.farEnd, feed.shared).finally(() => {
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

/** The near end of a stream of messages that a blocked thread reads. */
class Feed {
  readonly shared = new SharedArrayBuffer(8);
  readonly farEnd: MessagePort;
  /** What broke the source of the messages. */
  failure: unknown;
  readonly #state = new Int32Array(this.shared);
  readonly #port: MessagePort;
  #inFlight = 0;
  #stopped = false;
  #wake: (() => void) | undefined;
  readonly #signal: AbortSignal;
  readonly #abort = () => {
    this.stop();
  };

  constructor(signal: AbortSignal) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.farEnd = port2;
    this.#signal = signal;
    port1.on('message', () => {
      this.#inFlight--;
      this.#wake?.();
    });
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  async pump(messages: AsyncIterable<ArrowMessage>, onProgress?: (rows: number) => void): Promise<void> {
    let rows = 0;
    try {
      for await (const message of messages) {
        if (!(await this.#room())) return;
        this.#post({ kind: message.kind, bytes: message.bytes });
        if (message.kind === 'batch') onProgress?.((rows += message.rows));
      }
      if (await this.#room()) this.#post({ kind: 'end' });
    } catch (error) {
      this.failure = error;
      this.#post({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  /** Wakes the reader, who finds that it is cancelled, and the writer. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#signal.removeEventListener('abort', this.#abort);
    Atomics.store(this.#state, CANCELLED, 1);
    this.#announce();
    this.#wake?.();
    this.#port.close();
  }

  async #room(): Promise<boolean> {
    while (this.#inFlight >= IN_FLIGHT && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return !this.#stopped;
  }

  #post(message: FeedMessage): void {
    if (this.#stopped) return;
    this.#inFlight++;
    const buffer = 'bytes' in message ? message.bytes.buffer : undefined;
    this.#port.postMessage(message, buffer instanceof ArrayBuffer ? [buffer] : []);
    this.#announce();
  }

  #announce(): void {
    Atomics.add(this.#state, POSTED, 1);
    Atomics.notify(this.#state, POSTED);
  }
}
