import duckdb from '@duckdb/node-bindings';
import { DuckDBResult } from '@duckdb/node-api';
import type { DuckDbRow, RunRequest } from './messages';
import type { StatementParameter } from '../core/contract/execution';
import type { ParameterBinder } from './parameters';
import { extract, type Post, Run } from './run';

/** One connection in the worker. Statements run one after the other; one that waits makes a half-read one give way. */
export class ConnectionHost {
  readonly #runs: Run[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: duckdb.Connection,
    private readonly binder: ParameterBinder,
    private readonly post: Post,
  ) {}

  run(request: RunRequest): Run {
    const run = new Run(this.connection, request, this.binder, this.post);
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

  async rows(text: string, parameters: readonly StatementParameter[]): Promise<readonly DuckDbRow[]> {
    this.#makeWay();
    return this.#queue(async () => {
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
    });
  }

  interrupt(): void {
    duckdb.interrupt(this.connection);
  }

  /** Stops what runs and closes the connection behind it. */
  async close(): Promise<void> {
    for (const run of this.#runs) run.cancel();
    this.interrupt();
    await this.#last;
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

async function texts(result: duckdb.Result): Promise<readonly DuckDbRow[]> {
  const rows = await new DuckDBResult(result).getRows();
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}
