import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { MessageMemory } from '../core/contract/memory';
import type { TableDescription } from '../core/contract/tables';
import { HeadwaterError } from '../core/errors';
import { DuckDb, type DuckDbConnection } from '../duckdb/duckdb';
import { fromScans, type NotedColumns, type OpenedScan, type ToScans } from './worker/messages';

export interface EngineWorkerOptions {
  /** The bundle of `worker/main.ts`. */
  readonly workerPath: string;
  readonly config: Readonly<Record<string, string>>;
  readonly setup: readonly string[];
  /** Gives the memory of the rows' messages; absent = new memory each time. */
  readonly memory?: MessageMemory;
}

interface Waiting {
  readonly resolve: (bound: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A DuckDB in a worker thread whose scan function reads from this thread. Serves one statement at a time. */
export class EngineWorker {
  readonly #control: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  readonly #defined = new Map<string, string>();
  #opened: (scan: OpenedScan) => void = () => undefined;
  #disabled = '';
  #nextId = 1;

  private constructor(
    readonly duckDb: DuckDb,
    /** For what belongs to no statement: catalogs and views. */
    readonly main: DuckDbConnection,
    control: MessagePort,
  ) {
    this.#control = control;
    control.on('message', (raw: unknown) => {
      this.#receive(raw);
    });
  }

  /** @throws HeadwaterError */
  static async start({ workerPath, ...options }: EngineWorkerOptions): Promise<EngineWorker> {
    const { port1, port2 } = new MessageChannel();
    const duckDb = await DuckDb.open({ workerPath, path: ':memory:', ...options, control: port2 });
    return new EngineWorker(duckDb, await duckDb.connect(), port1);
  }

  get alive(): boolean {
    return this.duckDb.alive;
  }

  /** Makes a table known to the scan function under `id`. */
  async define(id: string, { schemaId, schema, estimatedRows }: TableDescription): Promise<void> {
    if (this.#defined.get(id) === schemaId) return;
    await this.#ask({ kind: 'define', table: id, schema, ...(estimatedRows === undefined ? {} : { rows: estimatedRows }) });
    this.#defined.set(id, schemaId);
  }

  /** Turns off parts of DuckDB's optimizer, by its own names for them; the same again costs nothing. */
  async disableOptimizers(names: string): Promise<void> {
    if (this.#disabled === names) return;
    await this.main.rows(`SET disabled_optimizers = '${names}'`, 'Could not prepare the statement', NEVER);
    this.#disabled = names;
  }

  /** The statement that is sent next is a new one; its scans are given to `opened`. */
  begin(opened: (scan: OpenedScan) => void = () => undefined, noted: readonly NotedColumns[] = [], counted: readonly number[] = []): void {
    this.#opened = opened;
    this.#control.postMessage({ kind: 'begin', noted, counted } satisfies ToScans);
  }

  /** The tables that the statement has bound, by reference. */
  async bound(): Promise<readonly string[]> {
    return this.#ask({ kind: 'bound' });
  }

  async close(): Promise<void> {
    await this.duckDb.close();
    this.#control.close();
    for (const { reject } of this.#waiting.values()) reject(new HeadwaterError(ENDED));
    this.#waiting.clear();
  }

  #ask(message: Unnumbered<Extract<ToScans, { id: number }>>): Promise<readonly string[]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#control.postMessage({ ...message, id } satisfies ToScans);
    });
  }

  #receive(raw: unknown): void {
    const message = z.parse(fromScans, raw);
    switch (message.kind) {
      case 'open':
        this.#opened(message);
        return;
      case 'done':
        this.#take(message.id)?.resolve(message.bound);
        return;
      case 'failed':
        this.#take(message.id)?.reject(new HeadwaterError({ what: 'Could not prepare the tables of the statement', why: message.message }));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

const NEVER = new AbortController().signal;
const ENDED = { what: 'The statement was not run', why: 'The engine was closed.', code: 'engine-ended' };
