import { type Data, type Field, tableFromIPC } from 'apache-arrow';
import { type CellFormatter, type CellText, makeCellFormatter } from '../../../core/format/cell';
import type { Part } from './blockCache';

/** More characters than a wide column on a wide screen shows. */
const CELL_CHARS = 500;
const MISSING: CellText = { text: '', kind: 'text', cut: false };

/** Texts of one column of a window, made when they are first drawn. */
export class CellColumn {
  readonly #texts: (CellText | undefined)[];

  constructor(
    private readonly data: Data,
    private readonly formatter: CellFormatter,
  ) {
    this.#texts = new Array<CellText | undefined>(data.length);
  }

  /** `index` counts from the window's first row. */
  at(index: number): CellText {
    if (index < 0 || index >= this.data.length) return MISSING;
    return (this.#texts[index] ??= this.formatter.format(this.data, index));
  }
}

export interface CellPart extends Part {
  /** By index of the column in the result. */
  readonly columns: ReadonlyMap<number, CellColumn>;
}

/** Reads windows: Arrow stream bytes with the columns asked for, in that order. Formatters are kept, since they hold caches of their own. */
export class CellReader {
  readonly #formatters = new Map<number, { readonly key: string; readonly formatter: CellFormatter }>();

  constructor(private readonly timeZone: string) {}

  read(bytes: Uint8Array, row: number, columns: readonly number[]): CellPart {
    const table = tableFromIPC(bytes);
    const batch = table.batches[0];
    const cells = new Map<number, CellColumn>();
    columns.forEach((column, index) => {
      const field = table.schema.fields[index];
      const data = batch?.data.children[index];
      if (field && data) cells.set(column, new CellColumn(data, this.#formatter(column, field)));
    });
    return { row, rows: batch?.numRows ?? 0, bytes: bytes.byteLength, columns: cells };
  }

  #formatter(column: number, field: Field): CellFormatter {
    // A window may bring a column as text that is ready, with cuts of its own in the metadata.
    const key = `${String(field.type)}|${JSON.stringify([...field.metadata])}`;
    const known = this.#formatters.get(column);
    if (known?.key === key) return known.formatter;
    const formatter = makeCellFormatter(field, { timeZone: this.timeZone, maxChars: CELL_CHARS, oneLine: true });
    this.#formatters.set(column, { key, formatter });
    return formatter;
  }
}
