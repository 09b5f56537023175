import duckdb from '@duckdb/node-bindings';
import type { WhyBroken } from './brokenOff';
import { ConnectionHost } from './connectionHost';
import { type FromWorker, type RunRequest, type ToWorker } from './messages';
import { describeNativeError } from './nativeError';
import { ParameterBinder } from './parameters';
import { writeParquetFile } from './parquetJob';
import type { Post, Run } from './run';

/** What a worker does beyond its messages. */
export interface WorkerHooks {
  /** Called once the database is open, before any statement. */
  opened?(connection: duckdb.Connection): void;
  /** Finds out why the rows of a reading statement broke off. */
  readonly why?: WhyBroken;
}

/** The database of a worker with its connections: answers the messages of the thread that uses it. */
export class WorkerHost {
  readonly #connections = new Map<number, ConnectionHost>();
  readonly #runs = new Map<number, Run>();
  readonly #binder = new ParameterBinder(() => this.#converterConnection());
  /** Work of DuckDB that outlives its thread would take the process down: closing waits for it. */
  readonly #answering = new Set<Promise<void>>();
  #database: duckdb.Database | undefined;
  #files = 0;
  #converter: Promise<duckdb.Connection> | undefined;

  constructor(
    private readonly post: Post,
    private readonly hooks: WorkerHooks = {},
  ) {}

  /** @param closed called once a `close` is done */
  async handle(message: ToWorker, closed: () => void): Promise<void> {
    switch (message.kind) {
      case 'open':
        return this.#answer(message.id, () => this.#open(message.path, message.config, message.setup));
      case 'connect':
        return this.#answer(message.id, () => this.#connect(message.connection, message.setup));
      case 'disconnect':
        return this.#disconnect(message.connection);
      case 'rows':
        return this.#answer(message.id, () => this.#connection(message.connection).rows(message.id, message.text, message.parameters, message.given));
      case 'run':
        this.#start(message);
        return;
      case 'pull':
        this.#runs.get(message.run)?.pull(message.credits, message.memory);
        return;
      case 'cancel':
        this.#runs.get(message.run)?.cancel();
        return;
      case 'cancelRows':
        this.#connections.get(message.connection)?.cancelRows(message.id);
        return;
      case 'writeParquet':
        return this.#answer(message.id, () => this.#writeParquet(message));
      case 'close':
        await this.#reply(message.id, () => this.#close());
        closed();
    }
  }

  async #answer(id: number, work: () => Promise<FromWorkerRows | undefined>): Promise<void> {
    const answered = this.#reply(id, work);
    this.#answering.add(answered);
    await answered;
    this.#answering.delete(answered);
  }

  async #reply(id: number, work: () => Promise<FromWorkerRows | undefined>): Promise<void> {
    try {
      const rows = await work();
      this.post({ kind: 'done', id, ...(rows ? { rows } : {}) });
    } catch (error) {
      this.post({ kind: 'failed', id, error: describeNativeError(error) });
    }
  }

  async #open(path: string, options: Readonly<Record<string, string>>, setup: readonly string[]): Promise<undefined> {
    const config = duckdb.create_config();
    for (const [name, value] of Object.entries(options)) setOption(config, name, value);
    const database = await duckdb.open(path, config);
    this.#database = database;
    const connection = await duckdb.connect(database);
    try {
      this.hooks.opened?.(connection);
      for (const statement of setup) await duckdb.query(connection, statement);
    } finally {
      duckdb.disconnect_sync(connection);
    }
    return undefined;
  }

  async #connect(id: number, setup: readonly string[]): Promise<undefined> {
    const connection = await duckdb.connect(this.#opened());
    const host = new ConnectionHost(connection, this.#binder, this.post, this.hooks.why);
    this.#connections.set(id, host);
    for (const statement of setup) await duckdb.query(connection, statement);
    return undefined;
  }

  async #disconnect(id: number): Promise<void> {
    const connection = this.#connections.get(id);
    this.#connections.delete(id);
    await connection?.close();
  }

  #start(request: RunRequest): void {
    const connection = this.#connections.get(request.connection);
    if (!connection) {
      this.post({ kind: 'runFailed', run: request.run, error: NOT_CONNECTED });
      return;
    }
    this.#runs.set(request.run, connection.run(request));
  }

  /** Called with everything that is posted: a run that has ended is forgotten. */
  forget(message: FromWorker): void {
    switch (message.kind) {
      case 'runEnded':
      case 'runFailed':
      case 'runRefused':
      case 'runCancelled':
        this.#runs.delete(message.run);
        return;
      case 'done':
      case 'failed':
      case 'event':
    }
  }

  async #writeParquet({ path, port, shared, metadata }: Extract<ToWorker, { kind: 'writeParquet' }>): Promise<undefined> {
    this.#files += 1;
    await writeParquetFile(this.#opened(), `headwater_rows_${this.#files}`, path, port, shared, metadata);
    return undefined;
  }

  async #close(): Promise<undefined> {
    await Promise.all([...this.#connections.keys()].map((id) => this.#disconnect(id)));
    await Promise.all(this.#answering);
    if (this.#converter) duckdb.disconnect_sync(await this.#converter);
    if (this.#database) duckdb.close_sync(this.#database);
    this.#database = undefined;
    return undefined;
  }

  #connection(id: number): ConnectionHost {
    const connection = this.#connections.get(id);
    if (!connection) throw new Error(NOT_CONNECTED.message);
    return connection;
  }

  #opened(): duckdb.Database {
    if (!this.#database) throw new Error('The database is not open.');
    return this.#database;
  }

  #converterConnection(): Promise<duckdb.Connection> {
    this.#converter ??= duckdb.connect(this.#opened());
    return this.#converter;
  }
}

/** The library's own error names neither. */
function setOption(config: duckdb.Config, name: string, value: string): void {
  try {
    duckdb.set_config(config, name, value);
  } catch {
    throw new Error(`Setting Error: DuckDB does not take “${value}” as ${name.replaceAll('_', ' ')}.`);
  }
}

type FromWorkerRows = Extract<FromWorker, { kind: 'done' }>['rows'];

const NOT_CONNECTED = { type: '', message: 'The connection is closed.' };
