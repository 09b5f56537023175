import type { Field } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { Codecs } from '../../../core/arrow/compression';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { gather } from '../../../core/arrow/gather';
import { FRESH_MEMORY } from '../../../core/arrow/bufferPool';
import { readingArrow } from '../../../core/arrow/broken';
import { readHeader } from '../../../core/arrow/header';
import { encodeSchema } from '../../../core/arrow/messages';
import { slotsOf } from '../../../core/arrow/slots';
import type { MessageMemory } from '../../../core/contract/memory';
import { RowTable } from '../rows/rowTable';
import { arrowSchema } from '../types/arrowSchema';
import { typeText } from '../types/dataType';
import type { LogFormat, TableSchema } from '../types/table';
import { LogError, type LogBatch } from './logBatch';
import { type Placed, putSystemColumn, type SystemColumn } from './systemColumns';
import { type ColumnPlace, WholeColumns } from './wholeColumns';

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
  /** Where messages are made; absent: new memory for each. */
  readonly memory?: MessageMemory;
}

/** How Arrow batches of one schema are read. */
interface ArrowForm {
  readonly decoder: ArrowDecoder;
  /** By index of the wanted schema: which of the batch's columns it is, or -1. */
  readonly places: readonly number[];
  /** Of each of the batch's columns. */
  readonly columns: readonly ColumnPlace[];
}

/** Turns the batches of logs into Arrow batches of the columns wanted. Buffers are copied once, into the message; those of whole Arrow batches as they came, compressed or not. */
export class RecordReader {
  /** By schema id. */
  readonly #forms = new Map<number, ArrowForm>();
  readonly #tableColumns: readonly number[];
  readonly #memory: MessageMemory;

  constructor(private readonly options: RecordReaderOptions) {
    this.#tableColumns = options.columns.flatMap((column) => (column.kind === 'table' ? [column.index] : []));
    this.#memory = options.memory ?? FRESH_MEMORY;
  }

  /** @returns nothing where no row of the batch is in the range */
  async read(batch: LogBatch, bucket: number, range: OffsetRange): Promise<ReadRows | undefined> {
    return this.readAs(batch, await this.options.schemas(batch.schemaId), bucket, range);
  }

  /** @param written the schema of the batch */
  readAs(batch: LogBatch, written: TableSchema, bucket: number, range: OffsetRange): ReadRows | undefined {
    const end = batch.baseOffset + BigInt(batch.count);
    const first = range.from > batch.baseOffset ? range.from : batch.baseOffset;
    const last = range.to !== undefined && range.to < end ? range.to : end;
    const rows = Number(last - first);
    if (rows <= 0) return undefined;
    const skip = Number(first - batch.baseOffset);
    const placed = { bucket, offset: first, timestampMs: batch.timestampMs, rows };
    const message = this.options.format === 'ARROW' ? this.#arrow(batch, written, skip, placed) : this.#rows(batch, written, this.options.format, skip, placed);
    return { rows, message };
  }

  #arrow(batch: LogBatch, written: TableSchema, skip: number, placed: Placed): Uint8Array {
    const changes = batch.appendOnly ? undefined : batch.records.subarray(0, batch.count);
    if (changes && changes.byteLength < batch.count) throw new LogError('a batch ends early');
    const message = batch.appendOnly ? batch.records : batch.records.subarray(batch.count);
    const form = this.#forms.get(batch.schemaId) ?? this.#form(batch.schemaId, written);
    const slice = changes?.subarray(skip, skip + placed.rows);
    const all: Placed = slice ? { ...placed, changes: slice } : placed;
    const complete = placed.rows === batch.count && this.#tableColumns.every((index) => (form.places[index] ?? -1) >= 0);
    return (complete ? readingArrow(() => this.#whole(message, form, all)) : undefined) ?? this.#part(message, form, skip, batch.count, all);
  }

  /** @returns nothing where the message has more rows than the log says */
  #whole(message: Uint8Array, { places, columns }: ArrowForm, placed: Placed): Uint8Array | undefined {
    const header = readHeader(message);
    if (header.kind !== 'batch' || header.batch.rows !== placed.rows || header.batch.unionBitmaps) return undefined;
    const whole = new WholeColumns(header.batch);
    for (const column of this.options.columns) {
      const place = column.kind === 'table' ? columns[places[column.index] ?? -1] : undefined;
      if (place) {
        if (header.batch.node(place.node).length !== placed.rows) return undefined;
        whole.copy(place);
      } else if (column.kind === 'system') {
        const parts = new BatchParts();
        putSystemColumn(column.name, placed, parts);
        whole.add(parts);
      }
    }
    return whole.message(this.#memory);
  }

  /** Some of the rows, or with columns that the batch does not have. */
  #part(message: Uint8Array, { decoder, places }: ArrowForm, skip: number, count: number, placed: Placed): Uint8Array {
    // messages start anywhere in a response; buffers of 64-bit values want places divisible by 8
    const arrow = decoder.batch(message.byteOffset % 8 === 0 ? message : message.slice());
    if (arrow.rows < count) throw new LogError('a batch has fewer rows than it says');
    const out = new BatchParts();
    for (const column of this.options.columns) {
      if (column.kind === 'system') {
        putSystemColumn(column.name, placed, out);
        continue;
      }
      const place = places[column.index] ?? -1;
      const field = decoder.schema.fields[place] ?? arrowSchema(this.options.schema.columns, true).fields[column.index];
      if (!field) throw new LogError('a column is not known');
      gather(field, [{ data: place < 0 ? undefined : arrow.column(place), start: skip, count: placed.rows }], out);
    }
    return encodeBatch(placed.rows, out, this.#memory);
  }

  #form(schemaId: number, written: TableSchema): ArrowForm {
    const held = this.options.projected ?? written.columns.map((_, index) => index);
    const columns = held.flatMap((index) => written.columns[index] ?? []);
    const places = this.options.schema.columns.map((wanted) => {
      const place = columns.findIndex((column) => column.id === wanted.id);
      const found = columns[place];
      if (found && typeText({ ...found.type, nullable: true }) !== typeText({ ...wanted.type, nullable: true })) throw new LogError(`the column ${wanted.name} has changed its type`);
      return place;
    });
    const schema = arrowSchema(columns, false);
    const made = { decoder: new ArrowDecoder(encodeSchema(schema).bytes, this.options.codecs), places, columns: placesOf(schema.fields) };
    this.#forms.set(schemaId, made);
    return made;
  }

  #rows(batch: LogBatch, written: TableSchema, format: 'COMPACTED' | 'INDEXED', skip: number, placed: Placed): Uint8Array {
    if (batch.count * LEAST_RECORD > batch.records.byteLength) throw new LogError('a batch has fewer rows than it says');
    const table = new RowTable(this.options.schema, this.#tableColumns, format);
    const changes = new Uint8Array(placed.rows);
    let row = 0;
    for (const record of records(batch)) {
      if (row >= skip && row < skip + placed.rows) {
        changes[row - skip] = record[0] ?? 0;
        table.append(record.subarray(1), batch.schemaId, written);
      }
      row += 1;
    }
    if (row < skip + placed.rows) throw new LogError('a batch has fewer rows than it says');
    const out = new BatchParts();
    let tableColumn = 0;
    for (const column of this.options.columns) {
      if (column.kind === 'system') putSystemColumn(column.name, { ...placed, changes }, out);
      else table.putColumn(tableColumn++, out);
    }
    return encodeBatch(placed.rows, out, this.#memory);
  }
}

function placesOf(fields: readonly Field[]): readonly ColumnPlace[] {
  let [node, buffer] = [0, 0];
  return fields.map(({ type }) => {
    const { nodes, buffers } = slotsOf(type, false);
    const place = { node, nodes, buffer, buffers };
    node += nodes;
    buffer += buffers;
    return place;
  });
}

/** A length and a change type. */
const LEAST_RECORD = 5;

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
