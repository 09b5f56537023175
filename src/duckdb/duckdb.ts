import { type MessagePort, Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { StatementParameter } from '../core/contract/execution';
import type { MessageMemory } from '../core/contract/memory';
import { CancelledError, HeadwaterError } from '../core/errors';
import { duckDbError } from './failure';
import { type DuckDbRow, type FromWorker, type GivenRows, fromWorker, type ToWorker } from './messages';
import { type DuckDbRunEvent, RunChannel } from './runChannel';

export interface DuckDbOptions {
  /** The bundle of `worker.ts`. */
  readonly workerPath: string;
  /** A database file, or `:memory:`. */
  readonly path: string;
  /** DuckDB's configuration from the start. */
  readonly config?: Readonly<Record<string, string>>;
  /** Statements run once, before any connection. */
  readonly setup?: readonly string[];
  /** Gives the memory of the rows' messages; absent = new memory each time. */
  readonly memory?: MessageMemory;
  /** Handed to the worker as `workerData.control`, for a worker that does more than this class knows. */
  readonly control?: MessagePort;
}

export interface DuckDbRunOptions {
  readonly signal: AbortSignal;
  readonly parameters?: readonly StatementParameter[];
  /** Refuse what is not one reading statement: the events throw {@link NotReading}. */
  readonly onlyReading?: boolean;
  /** The text is one statement that comes again on this connection: it stays prepared. */
  readonly keep?: boolean;
  readonly batchRows?: number;
}

/** Messages in flight per statement: one being used, one coming. */
const CREDITS = 2;
const BATCH_ROWS = 65_536;

/** Settings that every database of ours has. Errors as JSON carry their exact position; extensions would need a network. */
const OWN_CONFIG: Readonly<Record<string, string>> = {
  errors_as_json: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

type Settle = { readonly resolve: (rows: readonly DuckDbRow[]) => void; readonly reject: (error: Error) => void; readonly what: string; readonly text: string };
type Request = Exclude<Extract<ToWorker, { id: number }>, { kind: 'cancelRows' }>;
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** An embedded DuckDB in a worker thread of its own. */
export class DuckDb {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Settle>();
  readonly #runs = new Map<number, RunChannel>();
  #nextId = 1;
  #lost: HeadwaterError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    workerPath: string,
    private readonly memory?: MessageMemory,
    control?: MessagePort,
  ) {
    this.#worker = new Worker(workerPath, control ? { workerData: { control }, transferList: [control] } : {});
    this.#worker.on('message', (message: unknown) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#lose(String(error));
    });
    this.#worker.on('exit', (code) => {
      this.#lose(`exit code ${code}`);
    });
  }

  /** @throws HeadwaterError where the database cannot be opened; nothing is left running then */
  static async open(options: DuckDbOptions): Promise<DuckDb> {
    const duckDb = new DuckDb(options.workerPath, options.memory, options.control);
    try {
      await duckDb.#request({ kind: 'open', path: options.path, config: { ...OWN_CONFIG, ...options.config }, setup: [...(options.setup ?? [])] }, 'Could not open the database');
      return duckDb;
    } catch (error) {
      await duckDb.close();
      throw error;
    }
  }

  /** False once the worker has ended, by itself or by {@link close}. */
  get alive(): boolean {
    return this.#lost === undefined && this.#closing === undefined;
  }

  async connect(setup: readonly string[] = []): Promise<DuckDbConnection> {
    const connection = this.#nextId++;
    await this.#request({ kind: 'connect', connection, setup: [...setup] }, 'Could not connect to the database');
    return new DuckDbConnection(connection, {
      send: (message) => {
        this.#send(message);
      },
      rows: (text, parameters, what, signal, given) => this.#rows({ kind: 'rows', connection, text, parameters: [...parameters], ...(given ? { given } : {}) }, what, signal),
      start: (text, options) => this.#start(connection, text, options),
    });
  }

  /** Writes what comes over `port` as a Parquet file: see {@link writeParquet}. The worker does nothing else meanwhile. */
  async writeParquet(path: string, port: MessagePort, shared: SharedArrayBuffer, metadata: [key: string, value: string][] = []): Promise<void> {
    await this.#request({ kind: 'writeParquet', path, port, shared, metadata }, 'Could not write the Parquet file', '', [port]);
  }

  /** Stops what runs, closes the database and ends the worker. Never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The worker is never terminated: a callback of DuckDB that is cut off takes the whole process down. It ends by itself, sooner or later. */
  async #close(): Promise<void> {
    if (this.#lost) return;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#request({ kind: 'close' }, 'Could not close the database').catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([exited, late]);
    clearTimeout(timer);
    this.#worker.unref();
  }

  #start(connection: number, text: string, options: DuckDbRunOptions): RunChannel {
    const run = this.#nextId++;
    const channel = new RunChannel(text, (message) => {
      if (!this.#runs.has(run)) return;
      if (message.kind === 'pull') this.#pull(run, message.credits, message.bytes);
      else this.#send({ ...message, run });
    });
    if (this.#lost) {
      channel.fail(this.#lost);
      return channel;
    }
    this.#runs.set(run, channel);
    void channel.ended.then(() => this.#runs.delete(run));
    this.#send({
      kind: 'run',
      run,
      connection,
      text,
      parameters: [...(options.parameters ?? [])],
      onlyReading: options.onlyReading ?? false,
      keep: options.keep ?? false,
      batchRows: options.batchRows ?? BATCH_ROWS,
      credits: CREDITS,
    });
    return channel;
  }

  /** @param bytes of the batch before, which the next one is like */
  #pull(run: number, credits: number, bytes: number): void {
    const memory = this.memory?.take(bytes).buffer;
    if (memory instanceof ArrayBuffer) this.#send({ kind: 'pull', run, credits, memory }, [memory]);
    else this.#send({ kind: 'pull', run, credits });
  }

  async #rows(message: Unnumbered<Extract<Request, { kind: 'rows' }>>, what: string, signal: AbortSignal): Promise<readonly DuckDbRow[]> {
    const id = this.#nextId++;
    const cancel = () => {
      this.#send({ kind: 'cancelRows', connection: message.connection, id });
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#request(message, what, message.text, [], id);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #request(message: Unnumbered<Request>, what: string, text = '', transfer: readonly MessagePort[] = [], id = this.#nextId++): Promise<readonly DuckDbRow[]> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, what, text });
      this.#send({ ...message, id }, transfer);
    });
  }

  #send(message: ToWorker, transfer: readonly (MessagePort | ArrayBuffer)[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }

  #receive(raw: unknown): void {
    const message: FromWorker = z.parse(fromWorker, raw);
    switch (message.kind) {
      case 'done':
        this.#take(message.id)?.resolve(message.rows ?? []);
        return;
      case 'failed': {
        const waiting = this.#take(message.id);
        waiting?.reject(duckDbError(message.error, waiting.what, waiting.text));
        return;
      }
      default:
        this.#runs.get(message.run)?.receive(message);
    }
  }

  #take(id: number): Settle | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lose(detail: string): void {
    if (this.#lost) return;
    const lost = new HeadwaterError({
      what: 'The embedded DuckDB has ended',
      why: this.#closing ? 'The connection was closed.' : 'Its thread stopped unexpectedly; tables in memory and open transactions are lost.',
      ...(this.#closing ? {} : { todo: 'Run the statement again: that starts a new one.' }),
      code: 'duckdb-ended',
      detail,
    });
    this.#lost = lost;
    for (const waiting of this.#waiting.values()) waiting.reject(lost);
    this.#waiting.clear();
    for (const run of this.#runs.values()) run.fail(lost);
  }
}

/** Asked anew each time: the compiler takes an earlier answer for the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** A worker that has not ended by then is left to itself. */
const CLOSE_MS = 2000;

interface Link {
  send(message: ToWorker): void;
  rows(text: string, parameters: readonly StatementParameter[], what: string, signal: AbortSignal, given?: GivenRows): Promise<readonly DuckDbRow[]>;
  start(text: string, options: DuckDbRunOptions): RunChannel;
}

/**
 * A connection of an embedded DuckDB: transaction, temporary tables and settings are its own. Its statements run one after
 * the other. One that comes while a result is half read makes the rest of that result be read up to 64 MiB, then end.
 */
export class DuckDbConnection {
  #working = 0;

  constructor(
    private readonly id: number,
    private readonly link: Link,
  ) {}

  /** Statements started that DuckDB is not done with. */
  get working(): number {
    return this.#working;
  }

  /**
   * Runs a statement. The iteration throws HeadwaterError, CancelledError, or {@link NotReading}; ending it early stops the statement.
   * Several statements in one text run in order; rows are those of the last.
   */
  async *run(text: string, options: DuckDbRunOptions): AsyncGenerator<DuckDbRunEvent, void, undefined> {
    if (options.signal.aborted) throw new CancelledError();
    const channel = this.link.start(text, options);
    this.#working++;
    void channel.ended.then(() => this.#working--);
    const cancel = () => void channel.cancel();
    options.signal.addEventListener('abort', cancel, { once: true });
    try {
      for (;;) {
        const event = await channel.next();
        yield event;
        if (event.kind === 'ended') return;
      }
    } finally {
      options.signal.removeEventListener('abort', cancel);
      await channel.cancel();
    }
  }

  /** A small result whole, every value as DuckDB's library writes it. `what` is the title of a failure; the text may read from `given`. */
  async rows(text: string, what: string, signal: AbortSignal, parameters: readonly StatementParameter[] = [], given?: GivenRows): Promise<readonly DuckDbRow[]> {
    if (isAborted(signal)) throw new CancelledError();
    this.#working++;
    try {
      return await this.link.rows(text, parameters, what, signal, given);
    } catch (error) {
      throw isAborted(signal) ? new CancelledError() : error;
    } finally {
      this.#working--;
    }
  }

  close(): void {
    this.link.send({ kind: 'disconnect', connection: this.id });
  }
}
