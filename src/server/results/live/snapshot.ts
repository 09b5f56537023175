import type { Schema } from 'apache-arrow';
import { RowIndex } from '../store/rowIndex';
import type { BatchRows, Rows } from '../store/rows';

export type LiveOrder = 'oldest' | 'newest';

/** The rows of a ring at one moment. They stay readable when the ring drops them. */
export class LiveSnapshot implements Rows {
  readonly #index = new RowIndex();

  /**
   * @param parts oldest first
   * @param upTo rows that had ever come by then
   */
  constructor(
    readonly schema: Schema,
    private readonly parts: readonly BatchRows[],
    private readonly order: LiveOrder,
    readonly upTo: number,
  ) {
    for (const { count } of parts) this.#index.add(count);
  }

  get rows(): number {
    return this.#index.rows;
  }

  async spans(row: number, rows: number): Promise<readonly BatchRows[]> {
    return [...this.#spans(row, rows)];
  }

  async *eachSpan(row: number, rows: number): AsyncIterable<BatchRows> {
    yield* this.#spans(row, rows);
  }

  *#spans(row: number, rows: number): Iterable<BatchRows> {
    if (this.order === 'oldest') {
      yield* this.#forward(row, rows);
      return;
    }
    const end = Math.min(row + rows, this.rows);
    for (let at = row; at < end; at++) yield* this.#forward(this.rows - 1 - at, 1);
  }

  *#forward(row: number, rows: number): Iterable<BatchRows> {
    for (const { batchIndex, start, count } of this.#index.spans(row, rows)) {
      const part = this.parts[batchIndex];
      if (part) yield { batch: part.batch, start: part.start + start, count };
    }
  }
}
