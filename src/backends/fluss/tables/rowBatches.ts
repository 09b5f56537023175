import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { ExecutionEvent } from '../../../core/contract/execution';
import { gather } from '../../../core/arrow/gather';
import type { FlussClient } from '../client/flussClient';
import type { StoredRow } from '../client/lookups';
import type { OutputColumn } from '../log/recordReader';
import { putSystemColumn, systemField } from '../log/systemColumns';
import { RowTable } from '../rows/rowTable';
import { kvFormat, type TableInfo, type TableSchema } from '../types/table';

type Batch = ExecutionEvent & { readonly kind: 'batch' };

const ROWS_PER_BATCH = 8_192;

/** Rows of a table with a primary key as Arrow batches. Of the system's columns they have the bucket only. */
export class RowBatches {
  readonly #table: RowTable;
  readonly #schemas = new Map<number, TableSchema>();

  constructor(
    private readonly client: FlussClient,
    private readonly table: TableInfo,
    private readonly columns: readonly OutputColumn[],
    private readonly signal: AbortSignal,
  ) {
    this.#table = new RowTable(
      table.schema,
      columns.flatMap((column) => (column.kind === 'table' ? [column.index] : [])),
      kvFormat(table),
    );
    this.#schemas.set(table.schemaId, table.schema);
  }

  /** @param bucket where the rows are from, where they are all from one */
  async *batches(rows: readonly StoredRow[], bucket: number | undefined): AsyncGenerator<Batch> {
    for (const { row, schemaId } of rows) {
      this.#table.append(row, schemaId, await this.#schema(schemaId));
      if (this.#table.rows >= ROWS_PER_BATCH) yield this.#take(bucket);
    }
    if (this.#table.rows > 0) yield this.#take(bucket);
  }

  #take(bucket: number | undefined): Batch {
    const { rows } = this.#table;
    const out = new BatchParts();
    let own = 0;
    for (const column of this.columns) {
      if (column.kind === 'table') this.#table.putColumn(own++, out);
      else if (column.name === '_bucket' && bucket !== undefined) putSystemColumn('_bucket', { bucket, rows, offset: 0n, timestampMs: 0n }, out);
      else gather(systemField(column.name), [{ data: undefined, start: 0, count: rows }], out);
    }
    const bytes = encodeBatch(rows, out, this.client.settings.memory);
    this.#table.clear();
    return { kind: 'batch', rows, bytes };
  }

  async #schema(id: number): Promise<TableSchema> {
    const known = this.#schemas.get(id);
    if (known) return known;
    const asked = await this.client.tables.schema(this.table, this.table.tableId, id, this.signal);
    this.#schemas.set(id, asked);
    return asked;
  }
}
