import type { Action } from '../../src/core/contract/action';
import type { Execution, RunOptions, Statements } from '../../src/core/contract/execution';
import type { ServerInfo, Session } from '../../src/core/contract/session';
import type { Live } from '../../src/core/contract/live';
import type { Tables } from '../../src/core/contract/tables';
import { SampleCatalog } from './catalog';
import { SampleExecution } from './execution';
import { parseToy } from './parse';
import type { SampleServer } from './sampleServer';
import { SampleLive, SampleTables } from './tables/tables';
import { SampleObjects } from './store/objects';
import { SampleVersions } from './store/versions';

/** Tables that can be looked up in, changed and followed. */
export interface SampleShop {
  /** Several changes at once or none. */
  readonly atomic: boolean;
  /** Milliseconds between ten clicks. */
  readonly everyMs: number;
}

export class SampleSession implements Session {
  readonly server: ServerInfo = { product: 'Sample', version: '1.0', features: ['Toy statements'], facts: [['Where', 'in memory']] };
  readonly catalog: SampleCatalog;
  readonly statements: Statements = { run: (text, options) => this.#run(text, options) };
  readonly objects: SampleObjects;
  readonly versions: SampleVersions;
  readonly actions: readonly Action[] = [
    { id: 'greet', title: 'Greet', group: 'open', fields: [], writes: false, run: async (path) => ({ message: `Hello ${path.join('/')}` }) },
  ];
  readonly tables?: Tables;
  readonly live?: Live;
  readonly #closed = new AbortController();

  constructor(
    private readonly other: SampleServer,
    tables: number,
    shop?: SampleShop,
  ) {
    this.catalog = new SampleCatalog(other, tables, shop !== undefined);
    if (shop) {
      this.tables = new SampleTables(other.store, shop.atomic);
      this.live = new SampleLive(shop.everyMs);
    }
    this.objects = new SampleObjects(other.repositories);
    this.versions = new SampleVersions(other.repositories);
    other.sessions.add(this);
  }

  async ping(): Promise<void> {
    this.other.lost.throwIfAborted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    this.other.sessions.delete(this);
  }

  #run(text: string, { signal }: RunOptions): Execution {
    return new SampleExecution(() => parseToy(text), this.other, AbortSignal.any([signal, this.#closed.signal]));
  }
}
