import { BadThrift, CompactReader, type ThriftField, ThriftType } from './compactReader';
import { CompactWriter } from './compactWriter';
import { type LeafColumn, readSchema } from './schema';

/** The bytes of one column in one row group. Places are bytes of the original file. */
export interface ColumnChunk {
  readonly rowGroup: number;
  /** Index into {@link ParquetFooter.leaves}. */
  readonly leaf: number;
  readonly start: number;
  readonly length: number;
  /** Parquet's number of the codec; 0 is none. */
  readonly codec: number;
  readonly values: number;
  /** The thrift struct `Statistics`, as it is in the file. */
  readonly statistics?: Uint8Array;
  /** Where in {@link ParquetFooter.template} the places inside this chunk stand, each with its distance from the chunk's start. */
  readonly slots: readonly { readonly place: number; readonly distance: number }[];
}

export interface ParquetFooter {
  readonly rows: number;
  readonly leaves: readonly LeafColumn[];
  /** Names of the columns of a row, in order. */
  readonly columns: readonly string[];
  /** Rows of each row group. */
  readonly rowGroups: readonly number[];
  /** All chunks: those of row group 0 in the order of leaves, then those of row group 1, … */
  readonly chunks: readonly ColumnChunk[];
  readonly createdBy: string;
  /** The footer with slots for the places of chunks, and without what points at bytes outside chunks: Bloom filters and page indexes. */
  readonly template: Uint8Array;
}

/** The file has something that cannot be read in parts; it can still be read whole. */
export class NotInParts extends Error {
  override readonly name = 'NotInParts';
}

/** Makes a file of only the beginning of row group 0, where given. */
export interface HeadShape {
  readonly rows: number;
  /** Bytes of each leaf's chunk that are there, and whether they are whole pages of exactly the rows. */
  readonly chunks: ReadonlyMap<number, { readonly length: number; readonly flat: boolean }>;
}

/**
 * Reads a footer (the thrift struct `FileMetaData` of the Parquet format) and writes it anew with slots. Yields after each row group, since
 * footers of wide files are long and somebody else may want the thread.
 * @throws NotInParts, BadThrift
 */
export function* rewriteFooter(bytes: Uint8Array, fileSize: number, head?: HeadShape): Generator<void, ParquetFooter, undefined> {
  const work = new Rewriting(bytes, fileSize, head);
  yield* work.file();
  return work.result();
}

class Rewriting {
  readonly #reader: CompactReader;
  readonly #writer: CompactWriter;
  readonly #chunks: ColumnChunk[] = [];
  readonly #rowGroups: number[] = [];
  #schema: ReturnType<typeof readSchema> = { leaves: [], columns: [] };
  #rows = 0;
  #createdBy = '';

  constructor(
    private readonly bytes: Uint8Array,
    private readonly fileSize: number,
    private readonly head: HeadShape | undefined,
  ) {
    this.#reader = new CompactReader(bytes);
    this.#writer = new CompactWriter(bytes.length + bytes.length / 4);
  }

  result(): ParquetFooter {
    const { leaves, columns } = this.#schema;
    if (this.#chunks.length !== this.#rowGroups.length * leaves.length) throw new NotInParts('A row group has other columns than the schema.');
    return { rows: this.#rows, leaves, columns, rowGroups: this.#rowGroups, chunks: this.#chunks, createdBy: this.#createdBy, template: this.#writer.finish() };
  }

  *file(): Generator<void, void, undefined> {
    const reader = this.#reader;
    const writer = this.#writer;
    let previous = 0;
    for (let field = reader.field(previous); field; field = reader.field(previous)) {
      writer.field(field.id, field.type, previous);
      switch (field.id) {
        case 2:
          this.#schema = readSchema(new CompactReader(this.bytes, reader.at));
          this.#copy(field);
          break;
        case 3:
          this.#rows = this.#number(this.head?.rows);
          break;
        case 4:
          yield* this.#groups();
          break;
        case 6:
          this.#createdBy = new CompactReader(this.bytes, reader.at).text();
          this.#copy(field);
          break;
        case 8:
          throw new NotInParts('The file is encrypted.');
        default:
          this.#copy(field);
      }
      previous = field.id;
    }
    writer.byte(ThriftType.stop);
  }

  *#groups(): Generator<void, void, undefined> {
    const { type, count } = this.#reader.list();
    if (type !== ThriftType.struct) throw new BadThrift('row groups are no structs');
    const written = this.head ? Math.min(1, count) : count;
    this.#writer.list(type, written);
    for (let group = 0; group < count; group++) {
      if (group < written) this.#group(group);
      else this.#reader.skip(ThriftType.struct);
      yield;
    }
  }

  #group(group: number): void {
    this.#struct((field) => {
      switch (field.id) {
        case 1:
          return () => {
            const { type, count } = this.#reader.list();
            if (type !== ThriftType.struct) throw new BadThrift('column chunks are no structs');
            this.#writer.list(type, count);
            for (let leaf = 0; leaf < count; leaf++) this.#chunk(group, leaf);
          };
        case 3:
          return () => {
            this.#rowGroups[group] = this.#number(this.head?.rows);
          };
        case 5:
          return 'drop';
        default:
          return 'copy';
      }
    });
  }

  #chunk(rowGroup: number, leaf: number): void {
    const before = this.#chunks.length;
    this.#struct((field) => {
      switch (field.id) {
        case 1:
          throw new NotInParts('Columns stand in other files.');
        case 2:
          return () => {
            this.#number(0);
          };
        case 3:
          return () => {
            this.#chunks.push(this.#metadata(rowGroup, leaf));
          };
        case 4:
        case 5:
        case 6:
        case 7:
          return 'drop';
        case 8:
        case 9:
          throw new NotInParts('Columns are encrypted.');
        default:
          return 'copy';
      }
    });
    if (this.#chunks.length !== before + 1) throw new NotInParts('A column chunk is not described.');
  }

  #metadata(rowGroup: number, leaf: number): ColumnChunk {
    const places: { readonly place: number; readonly original: number }[] = [];
    const part = this.head?.chunks.get(leaf);
    let codec = 0;
    let values = 0;
    let length = 0;
    let data = 0;
    let dictionary = 0;
    let statistics: Uint8Array | undefined;
    const offset = () => {
      const original = this.#reader.integer();
      if (original > 0) places.push({ place: this.#writer.slot(), original });
      else this.#writer.integer(original);
      return original;
    };
    this.#struct((field) => {
      switch (field.id) {
        case 4:
          return () => {
            codec = this.#number();
          };
        case 5:
          return () => {
            values = this.#number(part?.flat === true ? this.head?.rows : undefined);
          };
        case 7:
          return () => {
            length = this.#reader.integer();
            this.#writer.integer(part?.length ?? length);
          };
        case 9:
          return () => {
            data = offset();
          };
        case 10:
          return () => {
            offset();
          };
        case 11:
          return () => {
            dictionary = offset();
          };
        case 12:
          statistics = this.#peek(field);
          return this.head ? 'drop' : 'copy';
        case 13:
        case 16:
          return this.head ? 'drop' : 'copy';
        case 14:
        case 15:
          return 'drop'; // a Bloom filter that is not there would hide rows
        default:
          return 'copy';
      }
    });
    const start = dictionary > 0 && dictionary < data ? dictionary : data;
    if (start < 4 || length < 0 || start + length > this.fileSize || places.some(({ original }) => original < start)) throw new NotInParts('A column chunk lies outside the file.');
    const slots = places.map(({ place, original }) => ({ place, distance: original - start }));
    return { rowGroup, leaf, start, length, codec, values, slots, ...(statistics === undefined ? {} : { statistics }) };
  }

  /** Reads a struct and writes it, field by field, as `decide` says. A function has to read the field's value and write one. */
  #struct(decide: (field: ThriftField) => 'copy' | 'drop' | (() => void)): void {
    let read = 0;
    let written = 0;
    for (let field = this.#reader.field(read); field; field = this.#reader.field(read)) {
      const what = decide(field);
      read = field.id;
      if (what === 'drop') {
        this.#reader.skip(field.type);
        continue;
      }
      this.#writer.field(field.id, field.type, written);
      written = field.id;
      if (what === 'copy') this.#copy(field);
      else what();
    }
    this.#writer.byte(ThriftType.stop);
  }

  /** Reads a number and writes it, or another in its place. */
  #number(instead?: number): number {
    const value = this.#reader.integer();
    this.#writer.integer(instead ?? value);
    return instead ?? value;
  }

  #copy({ type }: ThriftField): void {
    const from = this.#reader.at;
    this.#reader.skip(type);
    this.#writer.raw(this.bytes.subarray(from, this.#reader.at));
  }

  /** The bytes of the value that comes next. */
  #peek({ type }: ThriftField): Uint8Array {
    const ahead = new CompactReader(this.bytes, this.#reader.at);
    ahead.skip(type);
    return this.bytes.subarray(this.#reader.at, ahead.at);
  }
}
