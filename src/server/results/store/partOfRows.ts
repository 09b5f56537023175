import { Schema } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import type { CellRange } from '../../../protocol/results';
import type { BatchRows, Rows } from './rows';

/** Blocks of cells of other rows, one below the other. */
export class PartOfRows implements Rows {
  readonly schema: Schema;
  readonly rows: number;
  readonly #columns: readonly number[];
  readonly #blocks: readonly { readonly row: number; readonly rows: number }[];

  /** @throws HeadwaterError where the blocks are not of the same columns */
  constructor(
    private readonly base: Rows,
    blocks: readonly CellRange[],
  ) {
    this.#columns = blocks[0]?.columns ?? [];
    if (blocks.some(({ columns }) => columns.join() !== this.#columns.join())) throw notOneTable();
    this.#blocks = blocks.map(({ row, rows }) => ({ row, rows: Math.max(0, Math.min(rows, base.rows - row)) }));
    this.schema = new Schema(this.#columns.flatMap((column) => base.schema.fields[column] ?? []), base.schema.metadata);
    this.rows = this.#blocks.reduce((sum, { rows }) => sum + rows, 0);
  }

  get onDisk(): boolean {
    return this.base.onDisk ?? false;
  }

  async spans(row: number, rows: number): Promise<readonly BatchRows[]> {
    const spans: BatchRows[] = [];
    for (const part of this.#parts(row, rows)) for (const span of await this.base.spans(part.row, part.rows)) spans.push(this.#narrowed(span));
    return spans;
  }

  async *eachSpan(row: number, rows: number): AsyncIterable<BatchRows> {
    for (const part of this.#parts(row, rows)) for await (const span of this.base.eachSpan(part.row, part.rows)) yield this.#narrowed(span);
  }

  /** The same rows as the base counts them. */
  *#parts(row: number, rows: number): Iterable<{ readonly row: number; readonly rows: number }> {
    let before = 0;
    for (const block of this.#blocks) {
      const from = Math.max(row - before, 0);
      const to = Math.min(row + rows - before, block.rows);
      if (to > from) yield { row: block.row + from, rows: to - from };
      before += block.rows;
    }
  }

  #narrowed({ batch, start, count }: BatchRows): BatchRows {
    return { batch: { column: (index) => batch.column(this.#columns[index] ?? 0) }, start, count };
  }
}

function notOneTable(): HeadwaterError {
  return new HeadwaterError({ what: 'Could not export the selection', why: 'Its parts are of different columns, which make no table.', todo: 'Select cells of the same columns.', kind: 'invalid', code: 'not-one-table' });
}
