import { Data, DataType, Field, RecordBatch, RecordBatchReader, Schema, Struct, makeData, Vector } from 'apache-arrow';
import { countBits } from './bits';
import { brokenArrow, readingArrow } from './broken';
import { checkSchema } from './checkSchema';
import { NO_CODECS, type Codecs, decompressed } from './compression';
import { type BatchHeader, readHeader } from './header';
import { ColumnLoader, type Cursor, type Dictionaries } from './loadColumn';
import { slotsOf } from './slots';

/**
 * Decodes the messages of one Arrow IPC stream. Columns are made on first use, over the message's own bytes.
 * Untrusted bytes give a HeadwaterError with code `arrow-invalid`.
 */
export class ArrowDecoder {
  readonly schema: Schema;
  readonly #places: { readonly [bitmaps in 'with' | 'without']: readonly Cursor[] };
  readonly #dictionaryFields: ReadonlyMap<number, Field>;
  #dictionaries: Dictionaries = new Map();

  /** @param schema a schema message */
  constructor(
    schema: Uint8Array,
    private readonly codecs: Codecs = NO_CODECS,
  ) {
    this.schema = readingArrow(() => readSchema(schema));
    this.#places = readingArrow(() => ({ with: placesOf(this.schema.fields, true), without: placesOf(this.schema.fields, false) }));
    this.#dictionaryFields = readingArrow(() => dictionaryFields(this.schema.fields));
  }

  /** The dictionaries as they stand now; a later message makes a new map. */
  get dictionaries(): Dictionaries {
    return this.#dictionaries;
  }

  /** Whether the dictionary had values before and was replaced (rather than added to). */
  dictionary(message: Uint8Array): { readonly replaced: boolean } {
    return readingArrow(() => {
      const header = readHeader(message);
      if (header.kind !== 'dictionary') throw brokenArrow('a dictionary was expected.');
      const field = this.#dictionaryFields.get(header.id);
      if (!field) throw brokenArrow('a dictionary belongs to no column.');
      const values = this.#loader(header.batch, this.#dictionaries).load(field, { node: 0, buffer: 0, view: 0 });
      if (values.length < header.batch.rows) throw brokenArrow('a dictionary is shorter than it says.');
      const before = this.#dictionaries.get(header.id);
      const chunks = header.delta && before ? [...chunksOf(before), values] : [values];
      this.#dictionaries = new Map([...this.#dictionaries, [header.id, new Vector(chunks)]]);
      return { replaced: before !== undefined && !header.delta };
    });
  }

  /** @param dictionaries those that stood when the message came */
  batch(message: Uint8Array, dictionaries: Dictionaries = this.#dictionaries): ArrowBatch {
    return readingArrow(() => {
      const header = readHeader(message);
      if (header.kind !== 'batch') throw brokenArrow('a batch was expected.');
      const { batch } = header;
      const places = batch.unionBitmaps ? this.#places.with : this.#places.without;
      places.forEach((place) => {
        if (batch.node(place.node).length < batch.rows) throw brokenArrow('a column is shorter than its batch.');
      });
      return new ArrowBatch(this.schema, batch, places, this.#loader(batch, dictionaries));
    });
  }

  #loader(header: BatchHeader, dictionaries: Dictionaries): ColumnLoader {
    const { compression } = header;
    const read = compression === undefined ? (index: number) => header.buffer(index) : (index: number) => decompressed(header.buffer(index), compression, this.codecs);
    return new ColumnLoader(header, read, dictionaries);
  }
}

/** One batch; its columns are made when they are first asked for. */
export class ArrowBatch {
  readonly rows: number;
  readonly #columns: (Data | undefined)[] = [];

  constructor(
    private readonly schema: Schema,
    private readonly header: BatchHeader,
    private readonly places: readonly Cursor[],
    private readonly loader: ColumnLoader,
  ) {
    this.rows = header.rows;
  }

  /** @throws HeadwaterError where the column's buffers do not fit its type; RangeError where there is no such column */
  column(index: number): Data {
    const known = this.#columns[index];
    if (known) return known;
    const field = this.schema.fields[index];
    const place = this.places[index];
    if (!field || !place) throw new RangeError(`There is no column ${index}.`);
    const data = readingArrow(() => this.loader.load(field, this.#shifted(place)));
    this.#columns[index] = data;
    return data;
  }

  /** Rewrites the message in place so that it has only its first `rows` rows; decode it anew afterwards. */
  truncate(rows: number): void {
    const nulls = this.schema.fields.map((_, index) => nullsIn(this.column(index), rows));
    this.header.truncate(rows, this.places.map(({ node }) => node), (column) => nulls[column] ?? 0);
  }

  recordBatch(): RecordBatch {
    const children = this.schema.fields.map((_, index) => this.column(index));
    return new RecordBatch(this.schema, makeData({ type: new Struct(this.schema.fields), length: this.rows, nullCount: 0, children }));
  }

  /** View columns before this one move its buffers by as many as they have. */
  #shifted(place: Cursor): Cursor {
    return { ...place, buffer: place.buffer + this.loader.variadicBuffersBefore(place.view) };
  }
}

function nullsIn(data: Data, rows: number): number {
  if (DataType.isNull(data.type)) return rows;
  const bitmap: unknown = data.nullBitmap;
  return bitmap instanceof Uint8Array && bitmap.length > 0 ? rows - countBits(bitmap, 0, rows) : 0;
}

function readSchema(message: Uint8Array): Schema {
  if (readHeader(message).kind !== 'schema') throw brokenArrow('a schema was expected.');
  checkSchema(message);
  const { schema } = RecordBatchReader.from(message).open();
  return new Schema(schema.fields, schema.metadata, schema.dictionaries);
}

function placesOf(fields: readonly Field[], unionBitmaps: boolean): readonly Cursor[] {
  const places: Cursor[] = [];
  const next: Cursor = { node: 0, buffer: 0, view: 0 };
  for (const field of fields) {
    places.push({ ...next });
    const slots = slotsOf(field.type, unionBitmaps);
    next.node += slots.nodes;
    next.buffer += slots.buffers;
    next.view += slots.views;
  }
  return places;
}

/** The values of each dictionary as a field, by the dictionary's id. */
function dictionaryFields(fields: readonly Field[]): ReadonlyMap<number, Field> {
  const found = new Map<number, Field>();
  const look = (type: unknown): void => {
    if (!DataType.isDataType(type)) return;
    if (DataType.isDictionary(type)) {
      const values: unknown = type.dictionary;
      if (!DataType.isDataType(values)) return;
      found.set(type.id, new Field('', values, true));
      look(values);
      return;
    }
    const children: unknown = type.children;
    if (Array.isArray(children)) for (const child of children) if (child instanceof Field) look(child.type);
  };
  for (const field of fields) look(field.type);
  return found;
}

function chunksOf(vector: Vector): readonly Data[] {
  const chunks: readonly unknown[] = vector.data;
  return chunks.filter((chunk) => Data.isData(chunk));
}
