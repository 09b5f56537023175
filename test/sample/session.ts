import type { Action } from '../../src/core/contract/action';
import type { Execution, RunOptions, Statements } from '../../src/core/contract/execution';
import type { ServerInfo, Session } from '../../src/core/contract/session';
import { SampleCatalog } from './catalog';
import { SampleExecution } from './execution';
import { parseToy } from './parse';
import type { SampleServer } from './sampleServer';

export class SampleSession implements Session {
  readonly server: ServerInfo = { product: 'Sample', version: '1.0', features: ['Toy statements'], facts: [['Where', 'in memory']] };
  readonly catalog: SampleCatalog;
  readonly statements: Statements = { run: (text, options) => this.#run(text, options) };
  readonly actions: readonly Action[] = [
    { id: 'greet', title: 'Greet', group: 'open', fields: [], writes: false, run: async (path) => ({ message: `Hello ${path.join('/')}` }) },
  ];
  readonly #closed = new AbortController();

  constructor(
    private readonly other: SampleServer,
    tables: number,
  ) {
    this.catalog = new SampleCatalog(other, tables);
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
