import { type Data, type Field, Schema } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { gather } from '../../../core/arrow/gather';
import { PieceList } from '../../../core/arrow/pieces';
import { plainField } from '../../../core/arrow/plain';
import { encodeSchema } from '../../../core/arrow/messages';
import { isNull } from '../../../core/format/buffers';
import { type CellFormatter, makeCellFormatter } from '../../../core/format/cell';
import { readerOf } from '../encodeRows';
import { writtenField } from '../tableType';
import { BadValue } from '../values/badValue';
import { ColumnWriter } from '../values/columnWriter';
import type { SourceBatch } from './importSource';

export interface TargetColumn {
  readonly field: Field;
  readonly nullable: boolean;
  /** Column of the file. */
  readonly from: number;
}

export interface Rejected {
  /** Place in the batch. */
  readonly row: number;
  readonly why: string;
}

export interface Converted {
  readonly rows: number;
  /** A record batch message of the target's columns. */
  readonly batch: Uint8Array;
  readonly rejected: readonly Rejected[];
}

/** One column of the target: takes a row's value, or says why not. */
interface Sink {
  add(data: Data, row: number): void;
  undo(): void;
  write(out: BatchParts): void;
}

/** Turns rows of a file into rows of a table: values of the same type as they are, others by their text. Exact, or refused with a reason. */
export class ImportConverter {
  readonly #formatters: readonly CellFormatter[];

  /** @throws HeadwaterError where values of a column cannot be written */
  constructor(
    source: Schema,
    private readonly columns: readonly TargetColumn[],
    private readonly timeZone: string,
  ) {
    this.#formatters = columns.map(({ from }) => makeCellFormatter(source.fields[from] ?? noColumn(from), { timeZone }));
    this.#same = columns.map(({ field, from }) => sameType(field, source.fields[from]));
    columns.forEach(({ field }, index) => {
      if (!this.#same[index]) readerOf(field, timeZone, 'Could not import the file');
    });
  }

  readonly #same: readonly boolean[];

  /** The schema of the batches, for who reads them. */
  get schema(): Uint8Array {
    return encodeSchema(new Schema(this.columns.map(({ field }) => writtenField(field)))).bytes;
  }

  convert(batch: SourceBatch): Converted {
    const sinks = this.columns.map((column, index) => this.#sink(column, index));
    const sources = this.columns.map(({ from }) => batch.column(from));
    const rejected: Rejected[] = [];
    let rows = 0;
    for (let row = 0; row < batch.rows; row++) {
      const why = this.#addRow(sinks, sources, row);
      if (why === undefined) rows += 1;
      else rejected.push({ row, why });
    }
    const parts = new BatchParts();
    for (const sink of sinks) sink.write(parts);
    return { rows, batch: encodeBatch(rows, parts), rejected };
  }

  #addRow(sinks: readonly Sink[], sources: readonly Data[], row: number): string | undefined {
    for (const [index, sink] of sinks.entries()) {
      const data = sources[index];
      if (!data) continue;
      try {
        if (this.columns[index]?.nullable === false && isNull(data, row)) throw new BadValue('NULL is not allowed.');
        sink.add(data, row);
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        for (const before of sinks.slice(0, index)) before.undo();
        return `${this.columns[index]?.field.name ?? ''}: ${error.message}`;
      }
    }
    return undefined;
  }

  #sink({ field }: TargetColumn, index: number): Sink {
    if (this.#same[index]) return new PieceSink(field);
    const formatter = this.#formatters[index];
    const writer = new ColumnWriter(readerOf(field, this.timeZone, 'Could not import the file'));
    return {
      add: (data, row) => {
        const cell = formatter?.format(data, row);
        writer.add(!cell || cell.kind === 'null' ? null : cell.text);
      },
      undo: () => {
        writer.undo();
      },
      write: (out) => {
        writer.write(out);
      },
    };
  }
}

/** Values that are taken over as they are. */
class PieceSink implements Sink {
  readonly #rows: { readonly data: Data; readonly row: number }[] = [];

  constructor(private readonly field: Field) {}

  add(data: Data, row: number): void {
    this.#rows.push({ data, row });
  }

  undo(): void {
    this.#rows.pop();
  }

  write(out: BatchParts): void {
    const list = new PieceList();
    for (const { data, row } of this.#rows) list.add(data, row);
    gather(this.field, list.pieces, out);
  }
}

/** Only where the layout is the plain one, so that a batch of them is a batch of the target's. */
function sameType(target: Field, source: Field | undefined): boolean {
  return source !== undefined && nameOf(source) === nameOf(target) && nameOf(plainField(target)) === nameOf(target);
}

function nameOf({ type }: Field): string {
  return String(type);
}

function noColumn(from: number): never {
  throw new RangeError(`The file has no column ${from}.`);
}
