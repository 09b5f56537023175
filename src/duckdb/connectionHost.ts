import duckdb from '@duckdb/node-bindings';
import { DuckDBResult } from '@duckdb/node-api';
import { BatchTable } from './fill/batchTable';
import type { FeedMessage } from './fill/batchSource';
import type { DuckDbRow, GivenRows, RunRequest } from './messages';
import type { StatementParameter } from '../core/contract/execution';
import { type WhyBroken, whyBroken } from './brokenOff';
import { KeptStatements } from './keptStatements';
import type { ParameterBinder } from './parameters';
import { extract, type Post, Run } from './run';

/** One connection in the worker. Statements run one after the other; one that waits makes a half-read one give way. */
export class ConnectionHost {
  readonly #runs: Run[] = [];
  readonly #kept = new KeptStatements();
  #last: Promise<void> = Promise.resolve();
  readonly #given = new Map<string, BatchTable>();
  readonly #small = new Map<number, 'waiting' | 'running' | 'cancelled'>();

  constructor(
    private readonly connection: duckdb.Connection,
    private readonly binder: ParameterBinder,
    private readonly post: Post,
    private readonly why: WhyBroken = whyBroken,
  ) {}

  run(request: RunRequest): Run {
    const run = new Run(this.connection, request, this.binder, this.post, this.why, this.#kept);
    this.#makeWay();
    this.#runs.push(run);
    void this.#queue(async () => {
      // Whoever came while this one waited needs the connection too.
      if (this.#runs.length > 1) run.makeWay();
      await run.work();
      this.#runs.splice(this.#runs.indexOf(run), 1);
    });
    return run;
  }

  async rows(id: number, text: string, parameters: readonly StatementParameter[], given?: GivenRows): Promise<readonly DuckDbRow[]> {
    this.#makeWay();
    this.#small.set(id, 'waiting');
    return this.#queue(async () => {
      try {
        if (this.#small.get(id) === 'cancelled') throw new Error('cancelled');
        this.#small.set(id, 'running');
        if (given) this.#give(given);
        return await this.#rows(text, parameters);
      } finally {
        this.#small.delete(id);
      }
    });
  }

  /** The database keeps a function for ever: the same name again is the same function over other rows. */
  #give({ name, messages }: GivenRows): void {
    const source = givenSource(messages);
    const known = this.#given.get(name);
    if (known) {
      known.restart(source);
      return;
    }
    const table = new BatchTable(source, 'exact');
    table.register(this.connection, name);
    this.#given.set(name, table);
  }

  /** Stops a small result that runs or waits. */
  cancelRows(id: number): void {
    const state = this.#small.get(id);
    if (state === 'running') duckdb.interrupt(this.connection);
    if (state === 'waiting') this.#small.set(id, 'cancelled');
  }

  async #rows(text: string, parameters: readonly StatementParameter[]): Promise<readonly DuckDbRow[]> {
    const { statements, count } = await extract(this.connection, text);
    let rows: readonly DuckDbRow[] = [];
    for (let index = 0; index < count; index++) {
      const statement = await duckdb.prepare_extracted_statement(this.connection, statements, index);
      try {
        await this.binder.bind(statement, parameters);
        rows = await texts(await duckdb.execute_prepared(statement));
      } finally {
        duckdb.destroy_prepare_sync(statement);
      }
    }
    return rows;
  }

  /** Stops what runs and closes the connection behind it. */
  async close(): Promise<void> {
    for (const run of this.#runs) run.cancel();
    duckdb.interrupt(this.connection);
    await this.#last;
    this.#kept.clear();
    duckdb.disconnect_sync(this.connection);
  }

  #makeWay(): void {
    for (const run of this.#runs) run.makeWay();
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }
}

function givenSource(messages: readonly Uint8Array[]): { next(): FeedMessage } {
  const left = messages.map((bytes, index): FeedMessage => ({ kind: index === 0 ? 'schema' : 'batch', bytes }));
  return { next: () => left.shift() ?? { kind: 'end' } };
}

async function texts(result: duckdb.Result): Promise<readonly DuckDbRow[]> {
  const rows = await new DuckDBResult(result).getRows();
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}
