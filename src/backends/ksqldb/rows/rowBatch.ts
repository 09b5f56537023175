import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { encodeSchema } from '../../../core/arrow/messages';
import type { ArrowMessage } from '../../../core/contract/execution';
import { arrowSchema } from '../types/arrowType';
import type { SqlColumn } from '../types/sqlType';
import { StringColumn } from './bytesColumns';
import type { Column } from './column';
import { JsonError, type JsonCursor } from './jsonCursor';
import { makeColumn } from './makeColumn';

const DELETED = Buffer.from('-D');

/** The column that says how the row of a table changed: where it stands, and what it says of rows that are no deletions. */
export interface ChangeMarks {
  readonly at: number;
  readonly row: '+I' | '+U';
}

/** Rows of a result as they gather for the next batch. */
export class RowBatch {
  rows = 0;
  readonly #columns: readonly Column[];
  readonly #changes: StringColumn | undefined;
  readonly #mark: Uint8Array;

  constructor(
    private readonly columns: readonly SqlColumn[],
    private readonly marks?: ChangeMarks,
  ) {
    this.#columns = columns.map(({ type }) => makeColumn(type));
    this.#changes = marks ? new StringColumn() : undefined;
    this.#mark = Buffer.from(marks?.row ?? '');
  }

  schema(live: boolean): ArrowMessage {
    const message = encodeSchema(arrowSchema(this.columns, this.marks?.at));
    return live && message.kind === 'schema' ? { ...message, live: true } : message;
  }

  /** Bytes of the rows, about. */
  get size(): number {
    return this.#columns.reduce((sum, column) => sum + column.size, 0);
  }

  /** Reads the array of one row into the columns; {@link added} makes a row of it. @throws Incomplete, JsonError; then {@link revert} */
  read(from: JsonCursor): void {
    const columns = this.#columns;
    from.expect(0x5b);
    for (let index = 0; index < columns.length; index++) {
      if (index > 0) from.expect(0x2c);
      const column = columns[index];
      try {
        column?.read(from);
      } catch (error) {
        throw error instanceof JsonError ? new JsonError(`column ${this.columns[index]?.name ?? index}: ${error.message}`, { cause: error }) : error;
      }
    }
    from.expect(0x5d);
  }

  added(tombstone: boolean): void {
    this.rows += 1;
    this.#changes?.put(tombstone ? DELETED : this.#mark);
  }

  /** Takes back a row that was read in part. */
  revert(): void {
    for (const column of this.#columns) column.truncate(this.rows);
  }

  /** The rows gathered so far as a batch; they begin anew. */
  take(): ArrowMessage & { readonly kind: 'batch' } {
    const { rows } = this;
    const parts = new BatchParts();
    this.#columns.forEach((column, index) => {
      if (index === this.marks?.at) this.#changes?.finish(parts);
      column.finish(parts);
    });
    if (this.marks && this.marks.at >= this.#columns.length) this.#changes?.finish(parts);
    const bytes = encodeBatch(rows, parts);
    this.rows = 0;
    this.#changes?.truncate(0);
    for (const column of this.#columns) column.truncate(0);
    return { kind: 'batch', rows, bytes };
  }
}
