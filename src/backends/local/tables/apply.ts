import { readStream } from '../../../core/arrow/readStream';
import type { ChangeRequest, RowChange, TableDescription, WriteReport } from '../../../core/contract/tables';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { DuckDbConnection } from '../../../duckdb/duckdb';
import { functionName, sameText, writeText } from './texts';

const NEVER = new AbortController().signal;
/** Errors of DuckDB that are about the row that is written. */
const OF_THE_ROW: ReadonlySet<string> = new Set(['Constraint Error', 'Conversion Error', 'Out of Range Error']);

/** Changes of single rows in one transaction: all of them or none. */
export class LocalChanges {
  /** Functions that give rows, by what their columns are: the database keeps them for ever. */
  readonly #functions = new Map<string, string>();

  /**
   * @param connection for this purpose alone
   * @param schemaOf the schema message of some of the table's columns
   */
  constructor(
    private readonly connection: DuckDbConnection,
    private readonly description: TableDescription,
    private readonly schemaOf: (columns: readonly number[]) => Uint8Array,
  ) {}

  /** @throws HeadwaterError, CancelledError; nothing is changed then */
  async apply({ table, changes, signal }: ChangeRequest): Promise<WriteReport> {
    const what = `Could not change rows of \`${table.join('.')}\``;
    await this.connection.rows('BEGIN', what, signal);
    let committed = false;
    try {
      for (const [index, change] of changes.entries()) {
        const why = await this.#refused(table, change, what, signal);
        if (why !== undefined) return { written: 0n, rejected: [{ row: BigInt(index), why }], rejectedRows: 1n, unknown: 0n };
      }
      await this.connection.rows('COMMIT', what, NEVER);
      committed = true;
      return { written: BigInt(changes.length), rejected: [], rejectedRows: 0n, unknown: 0n };
    } finally {
      if (!committed) await this.connection.rows('ROLLBACK', what, NEVER).catch(() => undefined);
    }
  }

  /** Makes one change. @returns why it was not made, where that is about its row */
  async #refused(table: readonly string[], { kind, columns, row, before }: RowChange, what: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      if (before) {
        const all = this.description.columns.map((_, index) => index);
        const [found, same] = await this.#counts((rows) => sameText(table, this.description, rows), all, before, what, signal);
        if (found === 0n) return DELETED;
        if (same === 0n) return 'The row has changed since it was read.';
      }
      const [changed] = await this.#counts((rows) => writeText(table, kind, columns, this.description, rows), columns, row, what, signal);
      return changed === 0n ? DELETED : undefined;
    } catch (error) {
      if (isCancelled(error) || !(error instanceof HeadwaterError) || !OF_THE_ROW.has(error.failure.code ?? '')) throw error;
      return error.failure.why;
    }
  }

  /** The numbers that a statement over one given row gives. */
  async #counts(textOf: (rows: string) => string, columns: readonly number[], stream: Uint8Array, what: string, signal: AbortSignal): Promise<readonly bigint[]> {
    const key = columns.join();
    const name = this.#functions.get(key) ?? functionName();
    this.#functions.set(key, name);
    const given = { name, messages: [this.schemaOf(columns), ...readStream(stream).batches] };
    const [counts = []] = await this.connection.rows(textOf(name), what, signal, [], given);
    return counts.map((count) => BigInt(count ?? 0));
  }
}

const DELETED = 'The row has been deleted since it was read.';
