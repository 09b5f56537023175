/** Rows of a batch: `count` from `start` on, counted within the batch. */
export interface RowSpan {
  readonly batchIndex: number;
  readonly start: number;
  readonly count: number;
}

/** Which batch a row is in. */
export class RowIndex {
  /** First row of each batch. */
  readonly #starts: number[] = [];
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(rows: number): void {
    this.#starts.push(this.#rows);
    this.#rows += rows;
  }

  /** The batches that hold the rows of a range that exist. */
  *spans(row: number, rows: number): Iterable<RowSpan> {
    const end = Math.min(row + rows, this.#rows);
    let at = row;
    for (let index = this.#batchOf(row); at < end; index++) {
      const first = this.#starts[index] ?? 0;
      const next = this.#starts[index + 1] ?? this.#rows;
      const count = Math.min(end, next) - at;
      if (count > 0) yield { batchIndex: index, start: at - first, count };
      at += count;
    }
  }

  /** The last batch that starts at `row` or before. */
  #batchOf(row: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? Infinity) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
