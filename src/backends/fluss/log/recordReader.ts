import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { Codecs } from '../../../core/arrow/compression';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import { RowTable } from '../rows/rowTable';
import { arrowSchema } from '../types/arrowSchema';
import { typeText } from '../types/dataType';
import type { LogFormat, TableSchema } from '../types/table';
import { LogError, type LogBatch } from './logBatch';
import { type Placed, putSystemColumn, type SystemColumn } from './systemColumns';

/** A column of the output: one of the table, by its index, or one of the system. */
export type OutputColumn = { readonly kind: 'table'; readonly index: number } | { readonly kind: 'system'; readonly name: SystemColumn };

/** Rows of a log from `from` up to, and without, `to`. */
export interface OffsetRange {
  readonly from: bigint;
  readonly to?: bigint;
}

export interface ReadRows {
  readonly rows: number;
  /** A record batch message of the output's columns. */
  readonly message: Uint8Array;
}

/** Schemas by id. */
export type Schemas = (id: number) => Promise<TableSchema>;

export interface RecordReaderOptions {
  /** The schema that the output follows. */
  readonly schema: TableSchema;
  readonly columns: readonly OutputColumn[];
  readonly format: LogFormat;
  /** Columns that Arrow batches hold, where the server was asked for some only; indexes ascending. */
  readonly projected?: readonly number[];
  readonly schemas: Schemas;
  readonly codecs: Codecs;
}

/** Turns the batches of logs into Arrow batches of the columns wanted. Values are copied once, into the message. */
export class RecordReader {
  /** How Arrow batches of a schema are read; by schema id. */
  readonly #decoders = new Map<number, { readonly decoder: ArrowDecoder; readonly places: readonly number[] }>();
  readonly #tableColumns: readonly number[];

  constructor(private readonly options: RecordReaderOptions) {
    this.#tableColumns = options.columns.flatMap((column) => (column.kind === 'table' ? [column.index] : []));
  }

  /** @returns nothing where no row of the batch is in the range */
  async read(batch: LogBatch, bucket: number, range: OffsetRange): Promise<ReadRows | undefined> {
    const end = batch.baseOffset + BigInt(batch.count);
    const first = range.from > batch.baseOffset ? range.from : batch.baseOffset;
    const last = range.to !== undefined && range.to < end ? range.to : end;
    const rows = Number(last - first);
    if (rows <= 0) return undefined;
    const skip = Number(first - batch.baseOffset);
    const out = new BatchParts();
    const placed = { bucket, offset: first, timestampMs: batch.timestampMs, rows };
    if (this.options.format === 'ARROW') await this.#arrow(batch, skip, placed, out);
    else await this.#rows(batch, this.options.format, skip, placed, out);
    return { rows, message: encodeBatch(rows, out) };
  }

  async #arrow(batch: LogBatch, skip: number, placed: Placed, out: BatchParts): Promise<void> {
    const changes = batch.appendOnly ? undefined : batch.records.subarray(0, batch.count);
    if (changes && changes.byteLength < batch.count) throw new LogError('a batch ends early');
    const message = batch.appendOnly ? batch.records : batch.records.subarray(batch.count);
    const { decoder, places } = await this.#decoder(batch.schemaId);
    // messages start anywhere in a response; buffers of 64-bit values want places divisible by 8
    const arrow = decoder.batch(message.byteOffset % 8 === 0 ? message : message.slice());
    if (arrow.rows < batch.count) throw new LogError('a batch has fewer rows than it says');
    const slice = changes?.subarray(skip, skip + placed.rows);
    const all: Placed = slice ? { ...placed, changes: slice } : placed;
    for (const column of this.options.columns) {
      if (column.kind === 'system') {
        putSystemColumn(column.name, all, out);
        continue;
      }
      const place = places[column.index] ?? -1;
      const field = decoder.schema.fields[place] ?? arrowSchema(this.options.schema.columns, true).fields[column.index];
      if (!field) throw new LogError('a column is not known');
      gather(field, [{ data: place < 0 ? undefined : arrow.column(place), start: skip, count: placed.rows }], out);
    }
  }

  async #decoder(schemaId: number): Promise<{ readonly decoder: ArrowDecoder; readonly places: readonly number[] }> {
    const known = this.#decoders.get(schemaId);
    if (known) return known;
    const written = await this.options.schemas(schemaId);
    const held = this.options.projected ?? written.columns.map((_, index) => index);
    const columns = held.flatMap((index) => written.columns[index] ?? []);
    // by index of the wanted schema: where the values are, or -1
    const places = this.options.schema.columns.map((wanted) => {
      const place = columns.findIndex((column) => column.id === wanted.id);
      const found = columns[place];
      if (found && typeText({ ...found.type, nullable: true }) !== typeText({ ...wanted.type, nullable: true })) throw new LogError(`the column ${wanted.name} has changed its type`);
      return place;
    });
    const made = { decoder: new ArrowDecoder(encodeSchema(arrowSchema(columns, false)).bytes, this.options.codecs), places };
    this.#decoders.set(schemaId, made);
    return made;
  }

  async #rows(batch: LogBatch, format: 'COMPACTED' | 'INDEXED', skip: number, placed: Placed, out: BatchParts): Promise<void> {
    const schema = await this.options.schemas(batch.schemaId);
    const table = new RowTable(this.options.schema, this.#tableColumns, format);
    const changes = new Uint8Array(placed.rows);
    let row = 0;
    for (const record of records(batch)) {
      if (row >= skip && row < skip + placed.rows) {
        changes[row - skip] = record[0] ?? 0;
        table.append(record.subarray(1), batch.schemaId, schema);
      }
      row += 1;
    }
    if (row < skip + placed.rows) throw new LogError('a batch has fewer rows than it says');
    let tableColumn = 0;
    for (const column of this.options.columns) {
      if (column.kind === 'system') putSystemColumn(column.name, { ...placed, changes }, out);
      else table.putColumn(tableColumn++, out);
    }
  }
}

/** The records of a batch of rows: a length, a change type, a row. */
function* records(batch: LogBatch): Generator<Uint8Array> {
  const bytes = batch.records;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0, index = 0; index < batch.count; index++) {
    if (at + 4 > bytes.byteLength) throw new LogError('a batch ends early');
    const length = view.getInt32(at, true);
    if (length < 1 || at + 4 + length > bytes.byteLength) throw new LogError('a record ends early');
    yield bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}
