import { setTimeout as delay } from 'node:timers/promises';
import type { Catalog } from '../../../src/core/contract/catalog';
import type { Execution, ExecutionEvent } from '../../../src/core/contract/execution';
import type { Live } from '../../../src/core/contract/live';
import type { Session } from '../../../src/core/contract/session';
import type { CreateTableRequest, LookupRequest, ScanPlan, ScanRequest, TableDescription, Tables, TableWriter, WriteRequest } from '../../../src/core/contract/tables';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';

/** Rows of one table of the source. */
export interface SyntheticTable {
  readonly description: TableDescription;
  plan(request: ScanRequest): ScanPlan;
  /** Messages of one IPC stream with the request's columns. */
  scan(request: ScanRequest): AsyncGenerator<ExecutionEvent, void, undefined>;
  lookup?(request: LookupRequest): AsyncGenerator<ExecutionEvent, void, undefined>;
  write?(request: WriteRequest, batch: Uint8Array): number;
}

export type Logged =
  | { readonly kind: 'describe'; readonly table: string }
  | { readonly kind: 'scan'; readonly table: string; readonly columns: readonly string[]; readonly request: ScanRequest }
  | { readonly kind: 'write'; readonly table: string; readonly request: WriteRequest }
  | { readonly kind: 'lookup'; readonly table: string; readonly request: LookupRequest };

/** What goes wrong, and how slowly. */
export interface Faults {
  /** Milliseconds before each batch. */
  batchMs?: number;
  /** Batches after which a scan fails. */
  failAfter?: number;
  /** Scans never give a row, nor end, until they are cancelled. */
  silent?: boolean;
  /** Batches after which a writer fails. */
  writeFailAfter?: number;
}

/** A system in memory with tables and nothing else, which notes every request. It proves nothing about any real system. */
export class SyntheticSession implements Session {
  readonly server = { product: 'Synthetic', version: '1', features: [], facts: [] };
  readonly actions = [];
  readonly catalog: Catalog = {
    children: async () => ({ nodes: [] }),
    describe: async () => {
      throw new HeadwaterError({ what: 'No', why: 'There is no catalog.' });
    },
    search: async () => [],
    resolve: async () => undefined,
  };
  readonly log: Logged[] = [];
  readonly faults: Faults = {};
  /** Scans at work. */
  running = 0;
  readonly tables: Tables;
  readonly live?: Live;

  /** @param all by path, `schema.table` */
  constructor(
    readonly all: Map<string, SyntheticTable>,
    live?: Live,
    make?: (request: CreateTableRequest) => SyntheticTable,
  ) {
    if (live) this.live = live;
    this.tables = {
      resolve: async (names) => {
        const wanted = names.join('.').toLowerCase();
        return [...all.keys()].find((name) => name.toLowerCase() === wanted)?.split('.');
      },
      describe: async (path) => {
        this.log.push({ kind: 'describe', table: path.join('.') });
        return this.#table(path).description;
      },
      plan: async (request) => this.#table(request.table).plan(request),
      scan: (request) => {
        const { description } = this.#table(request.table);
        this.log.push({ kind: 'scan', table: request.table.join('.'), columns: request.columns.map((column) => description.columns[column]!.name), request });
        return this.#execution(() => this.#table(request.table).scan(request), request.signal);
      },
      lookup: (request) => {
        this.log.push({ kind: 'lookup', table: request.table.join('.'), request });
        const table = this.#table(request.table);
        return this.#execution(() => table.lookup!(request), request.signal);
      },
      writer: (request) => {
        this.log.push({ kind: 'write', table: request.table.join('.'), request });
        return this.#writer(request);
      },
      ...(make ? { create: async (request: CreateTableRequest) => void this.all.set(request.table.join('.'), make(request)) } : {}),
    };
  }

  async ping(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}

  #table(path: readonly string[]): SyntheticTable {
    const table = this.all.get(path.join('.'));
    if (table) return table;
    throw new HeadwaterError({ what: `Could not read ${path.join('.')}`, why: 'There is no such table.', kind: 'notFound' });
  }

  #writer(request: WriteRequest): TableWriter {
    const table = this.#table(request.table);
    let written = 0n;
    let batches = 0;
    const report = () => ({ written, rejected: [], rejectedRows: 0n, unknown: 0n });
    return {
      write: async (batch) => {
        if (this.faults.writeFailAfter === batches++) throw new HeadwaterError({ what: 'Could not write', why: 'The quota is exceeded.' });
        written += BigInt(table.write!(request, batch));
      },
      finish: async () => report(),
      abort: async () => report(),
    };
  }

  #execution(start: () => AsyncGenerator<ExecutionEvent, void, undefined>, outer: AbortSignal): Execution {
    const controller = new AbortController();
    const signal = AbortSignal.any([outer, controller.signal]);
    const { faults } = this;
    const begin = () => this.running++;
    const end = () => this.running--;
    async function* events(): AsyncGenerator<ExecutionEvent, void, undefined> {
      begin();
      try {
        if (faults.silent) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
        let batches = 0;
        for await (const event of start()) {
          if (signal.aborted) throw new CancelledError();
          if (event.kind === 'batch') {
            if (faults.failAfter === batches++) throw new HeadwaterError({ what: 'Could not read on', why: 'The tablet server 10.0.0.3 is gone.', code: 'SYNTHETIC', todo: 'Wait.' });
            if (faults.batchMs !== undefined) await delay(faults.batchMs, undefined, { signal }).catch(() => Promise.reject(new CancelledError()));
          }
          yield event;
        }
        yield { kind: 'done' };
      } finally {
        end();
      }
    }
    return { events: events(), cancel: async () => controller.abort() };
  }
}
