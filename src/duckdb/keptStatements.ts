import duckdb from '@duckdb/node-bindings';

const MOST = 16;

/** Prepared statements of one connection by their text, for callers who ask for the same again. */
export class KeptStatements {
  readonly #kept = new Map<string, duckdb.PreparedStatement>();

  /** The statement is the caller's until it is given back. */
  take(text: string): duckdb.PreparedStatement | undefined {
    const statement = this.#kept.get(text);
    this.#kept.delete(text);
    return statement;
  }

  give(text: string, statement: duckdb.PreparedStatement): void {
    const same = this.take(text);
    if (same) duckdb.destroy_prepare_sync(same);
    this.#kept.set(text, statement);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#destroy(oldest);
  }

  /** Call before the connection is closed. */
  clear(): void {
    for (const text of [...this.#kept.keys()]) this.#destroy(text);
  }

  #destroy(text: string): void {
    const statement = this.take(text);
    if (statement) duckdb.destroy_prepare_sync(statement);
  }
}
