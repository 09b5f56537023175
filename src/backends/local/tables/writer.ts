import type { TableDescription, TableWriter, WriteReport, WriteRequest } from '../../../core/contract/tables';
import type { DuckDbConnection } from '../../../duckdb/duckdb';
import { functionName, writeText } from './texts';

const NOTHING: WriteReport = { written: 0n, rejected: [], rejectedRows: 0n, unknown: 0n };
const NEVER = new AbortController().signal;

/** Writes rows in one transaction of a connection of its own: all of them or none. */
export class LocalWriter implements TableWriter {
  #connection: Promise<DuckDbConnection> | undefined;
  #written = 0n;
  readonly #rows = functionName();

  /** @param connect gives a connection that is this writer's alone */
  constructor(
    private readonly request: WriteRequest,
    private readonly description: () => Promise<TableDescription>,
    private readonly connect: () => Promise<DuckDbConnection>,
    private readonly schemaOf: (description: TableDescription, columns: readonly number[]) => Uint8Array,
  ) {}

  async write(batch: Uint8Array): Promise<void> {
    const description = await this.description();
    const { table, kind, columns } = this.request;
    const connection = await this.#begun();
    const given = { name: this.#rows, messages: [this.schemaOf(description, columns), batch] };
    const rows = await connection.rows(writeText(table, kind, columns, description, this.#rows), this.#what, this.request.signal, [], given);
    this.#written += BigInt(rows[0]?.[0] ?? 0);
  }

  async finish(): Promise<WriteReport> {
    if (!this.#connection) return NOTHING;
    const connection = await this.#connection;
    try {
      await connection.rows('COMMIT', this.#what, NEVER);
    } finally {
      connection.close();
    }
    return { ...NOTHING, written: this.#written };
  }

  async abort(): Promise<WriteReport> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.rows('ROLLBACK', this.#what, NEVER).catch(() => undefined);
    connection?.close();
    return NOTHING;
  }

  get #what(): string {
    return `Could not write to \`${this.request.table.join('.')}\``;
  }

  #begun(): Promise<DuckDbConnection> {
    this.#connection ??= this.connect().then(async (connection) => {
      await connection.rows('BEGIN', this.#what, NEVER);
      return connection;
    });
    return this.#connection;
  }
}
