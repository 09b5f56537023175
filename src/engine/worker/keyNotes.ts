import { type Data, type Field, Schema } from 'apache-arrow';
import { BatchParts, encodeStream } from '../../core/arrow/batchMessage';
import type { ArrowBatch } from '../../core/arrow/decode';
import { gather } from '../../core/arrow/gather';
import { encodeSchema } from '../../core/arrow/messages';
import { PieceList } from '../../core/arrow/pieces';
import { plainField } from '../../core/arrow/plain';
import { type CellFormatter, makeCellFormatter } from '../../core/format/cell';

/** Reading the values of more rows than this costs more than looking them up would save. */
const MOST_ROWS = 1_000_000;

/** The distinct values of some columns of a reference, remembered while it is read. */
export class KeyNotes {
  readonly #seen = new Set<string>();
  readonly #lists: readonly PieceList[];
  readonly #formatters: readonly CellFormatter[];
  #rows = 0;
  #whole = false;
  #tooMany = false;

  /**
   * @param fields of the noted columns
   * @param places of the noted columns in the batches
   */
  constructor(
    private readonly fields: readonly Field[],
    private readonly places: readonly number[],
    private readonly most: number,
  ) {
    this.#lists = fields.map(() => new PieceList());
    this.#formatters = fields.map((field) => makeCellFormatter(field, { timeZone: 'UTC' }));
  }

  add(batch: ArrowBatch): void {
    this.#rows += batch.rows;
    if (this.#rows > MOST_ROWS) this.#tooMany = true;
    if (this.#tooMany) return;
    const columns = this.places.map((place) => batch.column(place));
    for (let row = 0; row < batch.rows; row++) this.#addRow(columns, row);
  }

  /** The reference has been read to its end. */
  end(): void {
    this.#whole = true;
  }

  /** `undefined` while rows are still to come, and where there were too many. */
  stream(): { readonly rows: Uint8Array; readonly count: number } | undefined {
    if (!this.#whole || this.#tooMany) return undefined;
    const parts = new BatchParts();
    this.fields.forEach((field, index) => {
      gather(field, this.#lists[index]?.pieces ?? [], parts);
    });
    const count = this.#seen.size;
    return { rows: encodeStream(encodeSchema(new Schema(this.fields.map(plainField))).bytes, count, parts), count };
  }

  #addRow(columns: readonly Data[], row: number): void {
    const cells = columns.map((column, index) => this.#formatters[index]?.format(column, row));
    if (cells.some((cell) => cell?.kind === 'null')) return;
    const key = cells.map((cell) => cell?.text ?? '').join('\0');
    if (this.#seen.has(key)) return;
    if (this.#seen.size >= this.most) {
      this.#tooMany = true;
      return;
    }
    this.#seen.add(key);
    columns.forEach((column, index) => {
      this.#lists[index]?.add(column, row);
    });
  }
}
