import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Execution, ExecutionEvent, RunOptions } from '../core/contract/execution';
import type { MessageMemory } from '../core/contract/memory';
import type { DuckDbRunEvent } from '../duckdb/runChannel';
import { executionOf } from './execution';
import { WorkerCatalogs } from './names/catalogs';
import { WorkerPool } from './pool';
import { filesAllowing } from './remote/fetchLimit';
import { REMOTE_SETUP } from './remote/setup';
import type { EngineConnection, EngineConnections, FileSources, TableSource } from './sources';
import { deleteOrder, insertOrder, updateOrder } from './statements/changes';
import { copied } from './statements/copy';
import { createTableAs } from './statements/create';
import { explained } from './statements/explain';
import { Federation, type FederationParts, LOOKUP_KEYS } from './statements/federation';
import { kindOfStatement } from './statements/kind';
import { liveRows } from './statements/live';
import { NotOffloaded, type Offload, offloaded, offloadOf } from './statements/offload';
import { FederatedRead } from './statements/read';
import { anyForeign, type DottedName, namesOfOthers } from './statements/route';
import { writableTarget } from './statements/target';
import { toldHere } from './statements/told';
import { type WriteOrder, writeRows } from './statements/write';
import { HeadwaterError } from '../core/errors';

export interface EngineSettings {
  /** For files that grow beyond memory. */
  readonly storageFolder: string;
  readonly workspaceFolders: readonly string[];
  /** False: no file outside the workspace is read. */
  readonly trusted: boolean;
  /** IANA name. */
  readonly timeZone: string;
  /** `spillQuota`: bytes that one statement may put on disk while it sorts, joins or groups; absent = as much as there is. */
  readonly limits?: { readonly spillQuota: number };
  /** The connection that runs the statements that read its tables and small others; empty or absent = none. */
  readonly offload?: string;
  /** Bytes of memory for one statement; absent = a quarter of the machine's. */
  readonly memoryBytes?: number;
}

export interface EngineOptions {
  /** The bundle of `worker/main.ts`. */
  readonly workerPath: string;
  readonly connections: EngineConnections;
  readonly files?: FileSources;
  readonly settings: () => EngineSettings;
  /** Takes the memory of batches that sources gave and DuckDB has read: nothing uses it any more. */
  readonly release?: (buffer: ArrayBuffer) => void;
  /** Gives the memory of the messages of statements' rows; absent = new memory each time. */
  readonly memory?: MessageMemory;
}

/** DuckDB's SQL over the tables and objects of any sessions. */
export class Engine implements AsyncDisposable {
  readonly #pool: WorkerPool;
  readonly #parts: FederationParts;

  readonly #settings: () => EngineSettings;

  constructor(options: EngineOptions) {
    this.#settings = options.settings;
    this.#pool = new WorkerPool(() => ({ ...workerOptions(options.workerPath, options.settings()), ...(options.memory ? { memory: options.memory } : {}) }));
    this.#parts = { pool: this.#pool, catalogs: new WorkerCatalogs(), connections: options.connections, files: options.files, release: options.release };
  }

  /** Runs one statement whose own names are those of `bound`: there, unchanged, where that can run statements and no other connection is named, else here. */
  run(text: string, bound: EngineConnection, options: RunOptions): Execution {
    const { statements } = bound.session;
    const others = statements ? namesOfOthers(text, bound, this.#parts.connections) : [];
    if (statements && others.length === 0) return statements.run(text, options);
    return executionOf(options.signal, (signal) => this.#routed(text, others, bound, options, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.dispose();
  }

  async *#routed(text: string, others: readonly DottedName[], bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const { statements } = bound.session;
    const own = statements !== undefined && !(await anyForeign(others, bound, signal));
    if (own) yield* statements.run(text, { ...options, signal }).events;
    else yield* this.#told(this.#federated(text, bound, options, signal), text);
  }

  async *#told(events: AsyncGenerator<ExecutionEvent, void, undefined>, text: string): AsyncGenerator<ExecutionEvent, void, undefined> {
    try {
      yield* events;
    } catch (error) {
      throw toldHere(error, text, this.#parts.connections.names());
    }
  }

  #federated(text: string, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const parts = this.#partsFor(options);
    const kind = kindOfStatement(text);
    switch (kind.kind) {
      case 'query':
        return this.#read(text, bound, options, signal);
      case 'explain':
        return explained(parts, kind, bound, options, signal, (federation, planned) => this.#offloadOf(federation, planned, options, signal));
      case 'live':
        return liveRows(parts, kind.query.text, bound, options, signal);
      case 'insert':
        return this.#written(kind.target, (target) => insertOrder(target, kind), bound, options, signal);
      case 'delete':
        return this.#written(kind.target, (target) => deleteOrder(target, kind), bound, options, signal);
      case 'update':
        return this.#written(kind.target, (target) => updateOrder(target, kind), bound, options, signal);
      case 'createAs':
        return createTableAs(parts, kind, bound, options, signal);
      case 'copyTo':
        return copied(parts, text, kind, bound, options, signal);
      case 'other':
        throw notHere(kind.verb, bound);
    }
  }

  async *#written(names: readonly string[], orderOf: (target: TableSource) => WriteOrder, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const target = await writableTarget(this.#parts, names, bound, signal);
    yield* writeRows(this.#partsFor(options), orderOf(target), bound, options, signal);
  }

  /** A statement may be allowed to fetch more of its objects than others. */
  #partsFor({ settings }: RunOptions): FederationParts {
    return { ...this.#parts, files: filesAllowing(this.#parts.files, settings) };
  }

  async *#read(text: string, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    await using federation = await Federation.open(this.#partsFor(options), text, bound, signal);
    await federation.plan(text, options.parameters ?? [], signal, lookupKeysOf(options));
    const offload = await this.#offloadOf(federation, text, options, signal);
    if (offload) {
      try {
        yield* offloaded(this.#partsFor(options), offload, bound, options, signal);
        return;
      } catch (error) {
        if (!(error instanceof NotOffloaded)) throw error;
        yield { kind: 'message', severity: 'info', text: error.message };
      }
    }
    const read = new FederatedRead(federation, text, { ...options, partial: true }, signal);
    for await (const event of read.events()) yield toldEvent(event, read);
  }

  /** Where a person has named a connection for it, and has not turned it off by `-- headwater: offload=off`. */
  async #offloadOf(federation: Federation, text: string, { settings }: RunOptions, signal: AbortSignal): Promise<Offload | undefined> {
    const name = this.#settings().offload ?? '';
    if (name === '' || settings?.['offload']?.toLowerCase() === 'off') return undefined;
    const connection = await this.#parts.connections.find(name, signal);
    return connection && offloadOf(federation, text, connection);
  }
}

function toldEvent(event: DuckDbRunEvent | ExecutionEvent, read: FederatedRead): ExecutionEvent {
  return event.kind === 'ended' ? { kind: 'done', facts: read.facts() } : event;
}

/** `-- headwater: lookupkeys=…`; 0 turns lookups of joins off. */
function lookupKeysOf({ settings }: RunOptions): number {
  const wanted = Number(settings?.['lookupkeys']);
  return settings?.['lookupkeys'] !== undefined && Number.isSafeInteger(wanted) && wanted >= 0 ? wanted : LOOKUP_KEYS;
}

function notHere(verb: string, { name }: EngineConnection): HeadwaterError {
  return new HeadwaterError({
    what: 'Could not run the statement',
    why: `${verb} has no meaning for the tables of *${name}*: each statement has a DuckDB of its own, which keeps nothing.`,
    todo: 'What works here: queries, INSERT, UPDATE, DELETE, CREATE TABLE … AS, COPY … TO and EXPLAIN. For the rest, use a Local connection.',
    kind: 'unsupported',
  });
}

function workerOptions(workerPath: string, { storageFolder, workspaceFolders, trusted, timeZone, limits, memoryBytes = totalmem() / 4 }: EngineSettings) {
  const search = workspaceFolders.length > 0 ? [`SET GLOBAL file_search_path = ${sqlText(workspaceFolders.join(','))}`] : [];
  const zone = `SET GLOBAL TimeZone = ${sqlText(timeZone)}`;
  const config = {
    temp_directory: join(storageFolder, 'engine'),
    memory_limit: bytesText(memoryBytes),
    ...(limits ? { max_temp_directory_size: bytesText(limits.spillQuota) } : {}),
  };
  return { workerPath, config, setup: trusted ? [...REMOTE_SETUP, ...search, zone] : [...REMOTE_SETUP, ...search, zone, ...closed([...workspaceFolders, join(storageFolder, 'objects')])] };
}

/** DuckDB reads no plain number of bytes. */
function bytesText(bytes: number): string {
  return `${Math.floor(bytes)}B`;
}

/** Once access is closed, nothing about it can be changed any more. */
function closed(folders: readonly string[]): readonly string[] {
  const allowed = folders.map((folder) => sqlText(folder.endsWith('/') ? folder : `${folder}/`));
  return ['SET GLOBAL allow_persistent_secrets = false', `SET GLOBAL allowed_directories = [${allowed.join(', ')}]`, 'SET GLOBAL enable_external_access = false'];
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
