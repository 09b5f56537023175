import type { Field } from 'apache-arrow';
import { type CellFormatter, makeCellFormatter } from '../../../core/format/cell';
import type { BatchRows } from '../store/rows';

interface Place {
  readonly batch: BatchRows['batch'];
  readonly row: number;
}

/** The newest row of each key, in the order in which those rows came. It grows with the rows, so that it costs the same however many there are. */
export class NewestOfKey {
  readonly #places = new Map<string, Place>();
  readonly #formatters: readonly CellFormatter[];

  /** @param columns indexes of the key's columns */
  constructor(
    fields: readonly Field[],
    private readonly columns: readonly number[],
  ) {
    this.#formatters = columns.flatMap((column) => {
      const field = fields[column];
      return field ? [makeCellFormatter(field, { timeZone: 'UTC' })] : [];
    });
  }

  add({ batch, start, count }: BatchRows): void {
    for (let row = start; row < start + count; row++) {
      const key = this.#keyOf(batch, row);
      this.#places.delete(key); // so that it moves to the end
      this.#places.set(key, { batch, row });
    }
  }

  /** Rows that the ring has let go of; a key whose newest row is among them is gone too. */
  drop({ batch, start, count }: BatchRows): void {
    for (let row = start; row < start + count; row++) {
      const key = this.#keyOf(batch, row);
      const place = this.#places.get(key);
      if (place?.batch === batch && place.row === row) this.#places.delete(key);
    }
  }

  parts(): readonly BatchRows[] {
    return Array.from(this.#places.values(), ({ batch, row }) => ({ batch, start: row, count: 1 }));
  }

  #keyOf(batch: BatchRows['batch'], row: number): string {
    let key = '';
    this.columns.forEach((column, index) => {
      const cell = this.#formatters[index]?.format(batch.column(column), row);
      // Kind and length keep NULL from 'NULL', and 'a' + 'bc' from 'ab' + 'c'.
      if (cell) key += `${cell.kind}:${cell.text.length}:${cell.text}`;
    });
    return key;
  }
}
