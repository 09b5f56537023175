import { BufferType, Data, DataType, Field, FixedSizeList, LargeList, List, Map_, Schema, Struct, Utf8 } from 'apache-arrow';
import type { ArrowMessage } from '../contract/execution';
import { isNull, integerAt } from '../format/buffers';
import { BatchParts, encodeBatch } from './batchMessage';
import { brokenArrow, readingArrow } from './broken';
import { type Codecs, decompressed } from './compression';
import { ArrowDecoder } from './decode';
import { gather } from './gather';
import { type BatchHeader, readHeader } from './header';
import { type BufferReader, ColumnLoader, type Cursor } from './loadColumn';
import { encodeSchema } from './messages';
import { markNewTypes, type TypeMark } from './newTypes';
import { type Piece, PieceList, rowsOf } from './pieces';
import { plainField } from './plain';
import { type Slots, slotsOf } from './slots';

/**
 * Turns the messages of a stream whose columns are of types that the Arrow library does not read (lists by views, run-end encoded values)
 * into messages of plain types with the same values: lists, and each value as often as it is repeated. Columns of dictionaries and views become plain too.
 */
export interface Transcoder {
  /** What stands in place of the stream's schema message. */
  readonly schema: Uint8Array;
  /** What stands in place of a dictionary or batch message: nothing, or one batch. */
  message(message: Uint8Array): readonly ArrowMessage[];
}

/** `undefined` where all types are read as they are. @throws HeadwaterError */
export function transcoderFor(schema: Uint8Array, codecs: Codecs): Transcoder | undefined {
  return readingArrow(() => {
    const marked = markNewTypes(schema);
    return marked && new PlainTranscoder(new ArrowDecoder(marked.schema, codecs), marked.marks, codecs);
  });
}

/** Values that one batch may grow to: a short message can claim any number of repetitions. */
const MOST_VALUES = 1 << 26;

class PlainTranscoder implements Transcoder {
  readonly schema: Uint8Array;
  readonly #columns: readonly { readonly field: Field; readonly mark: TypeMark; readonly unshown: string | undefined }[];

  constructor(
    private readonly decoder: ArrowDecoder,
    marks: readonly TypeMark[],
    private readonly codecs: Codecs,
  ) {
    this.#columns = decoder.schema.fields.map((field, index) => {
      const mark = marks[index] ?? NO_MARK;
      return { field, mark, unshown: cannotShow(field, mark) };
    });
    const fields = this.#columns.map(({ field, mark, unshown }) => (unshown === undefined ? plainField(shownField(field, mark)) : new Field(field.name, new Utf8(), true, field.metadata)));
    this.schema = encodeSchema(new Schema(fields, decoder.schema.metadata)).bytes;
  }

  message(message: Uint8Array): readonly ArrowMessage[] {
    return readingArrow(() => {
      const header = readHeader(message);
      if (header.kind === 'dictionary') {
        this.#dictionary(message);
        return [];
      }
      if (header.kind !== 'batch') throw brokenArrow('a batch was expected.');
      return [{ kind: 'batch', rows: header.batch.rows, bytes: this.#batch(header.batch) }];
    });
  }

  #dictionary(message: Uint8Array): void {
    try {
      this.decoder.dictionary(message);
    } catch (error) {
      // It may be the one that cannot be read; the columns of others are read without it.
      if (!this.#columns.some(({ mark }) => mark.inDictionary)) throw error;
    }
  }

  #batch(header: BatchHeader): Uint8Array {
    const { rows } = header;
    if (rows > MOST_VALUES) throw brokenArrow('a batch claims more rows than it can have.');
    const reader = new MarkedReader(header, this.codecs, this.decoder);
    const parts = new BatchParts();
    for (const { field, mark, unshown } of this.#columns) {
      if (unshown === undefined) {
        const data = reader.load(field, mark);
        if (data.length < rows) throw brokenArrow('a column is shorter than its batch.');
        gather(shownField(field, mark), [{ data, start: 0, count: rows }], parts);
      } else {
        reader.skip(field, mark);
        gather(new Field('', new Utf8(), true), [{ data: textData(unshown, rows), start: 0, count: rows }], parts);
      }
    }
    return encodeBatch(rows, parts);
  }
}

/** Buffers that a new type has more than the one that stands in for it: sizes besides offsets; no bitmap. */
const EXTRA_BUFFERS = { none: 0, listView: 1, largeListView: 1, runs: -1 } as const;

const NO_MARK: TypeMark = { newType: undefined, any: false, inDictionary: false, children: [] };

/** What stands in the cells of a column whose values cannot be had; `undefined` where they can. */
function cannotShow(field: Field, mark: TypeMark): string | undefined {
  const why = mark.inDictionary ? 'a part of it stands in a dictionary' : hasMarkedUnion(field, mark) ? 'a part of it stands in a union' : undefined;
  return why && `⚠ not shown: ${why}, encoded in a way that cannot be read there. CAST the column to another type.`;
}

function hasMarkedUnion(field: Field, mark: TypeMark): boolean {
  if (!mark.any) return false;
  const type = typeOf(field);
  return DataType.isUnion(type) || fieldsOf(type).some((child, index) => hasMarkedUnion(child, mark.children[index] ?? NO_MARK));
}

function typeOf(field: Field): DataType {
  const type: unknown = field.type;
  if (DataType.isDataType(type)) return type;
  throw brokenArrow('a column has no type.');
}

function fieldsOf(type: DataType): readonly Field[] {
  const children: unknown = type.children;
  return Array.isArray(children) ? type.children : [];
}

/** The field with its new types as the old ones that hold the same values. */
function shownField(field: Field, mark: TypeMark): Field {
  if (!mark.any) return field;
  const type = typeOf(field);
  const children = fieldsOf(type).map((child, index) => shownField(child, mark.children[index] ?? NO_MARK));
  if (mark.newType === 'runs') {
    const values = children[1];
    if (!values || children.length !== 2) throw brokenArrow('run-end encoded values have no type.');
    return new Field(field.name, typeOf(values), true, field.metadata);
  }
  return new Field(field.name, typeWith(type, children), field.nullable, field.metadata);
}

function typeWith(type: DataType, children: readonly Field[]): DataType {
  const [only] = children;
  if (DataType.isStruct(type)) return new Struct([...children]);
  if (!only) throw brokenArrow('a list has no type of its values.');
  if (DataType.isLargeList(type)) return new LargeList(only);
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, only);
  if (DataType.isMap(type)) {
    const entries = fieldsOf(typeOf(only)).map((entry) => new Field(entry.name, typeOf(entry), entry.nullable, entry.metadata));
    return new Map_(new Field(only.name, new Struct<{ key: DataType; value: DataType }>(entries), only.nullable), type.keysSorted);
  }
  return new List(only);
}

/** Loads the columns of one batch, those of new types as `Data` of the old ones. */
class MarkedReader {
  readonly #cursor: Cursor = { node: 0, buffer: 0, view: 0 };
  readonly #loader: ColumnLoader;
  readonly #read: BufferReader;
  #values = 0;

  constructor(
    private readonly header: BatchHeader,
    codecs: Codecs,
    decoder: ArrowDecoder,
  ) {
    const { compression } = header;
    this.#read = compression === undefined ? (index) => header.buffer(index) : (index) => decompressed(header.buffer(index), compression, codecs);
    this.#loader = new ColumnLoader(header, this.#read, decoder.dictionaries);
  }

  load(field: Field, mark: TypeMark): Data {
    if (!mark.any) return this.#loader.load(field, this.#cursor);
    const { length, nulls } = this.header.node(this.#cursor.node++);
    const type = typeOf(field);
    if (mark.newType === 'runs') return this.#runs(type, mark, length);
    const validity = this.#next();
    if (nulls > 0 && validity.byteLength < Math.ceil(length / 8)) throw brokenArrow('a buffer is too short for its column.');
    const bitmap = nulls > 0 ? validity : new Uint8Array(0);
    if (mark.newType !== undefined) return this.#views(field, mark, length, nulls, bitmap);
    const shown = typeOf(shownField(field, mark));
    const hasOffsets = DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type);
    const offsets = hasOffsets ? { [BufferType.OFFSET]: integers(this.#next(), DataType.isLargeList(type), length + 1) } : {};
    const children = fieldsOf(type).map((child, index) => this.load(child, mark.children[index] ?? NO_MARK));
    return new Data<DataType>(shown, 0, length, nulls, { [BufferType.VALIDITY]: bitmap, ...offsets }, children);
  }

  /** Goes past a column without reading it. */
  skip(field: Field, mark: TypeMark): void {
    const type = typeOf(field);
    const { unionBitmaps, variadicCounts } = this.header;
    const children = mark.any && !DataType.isDictionary(type) ? fieldsOf(type) : [];
    const all = slotsOf(type, unionBitmaps);
    // What is its own, without what its children have.
    const below = children.map((child) => slotsOf(child.type, unionBitmaps));
    const own = (key: keyof Slots) => all[key] - below.reduce((sum, slots) => sum + slots[key], 0);
    const views = own('views');
    for (let index = 0; index < views; index++) this.#cursor.buffer += variadicCounts[this.#cursor.view + index] ?? 0;
    this.#cursor.view += views;
    this.#cursor.node += own('nodes');
    this.#cursor.buffer += own('buffers') + (DataType.isDictionary(type) ? 0 : EXTRA_BUFFERS[mark.newType ?? 'none']);
    children.forEach((child, index) => this.skip(child, mark.children[index] ?? NO_MARK));
  }

  /** Each list has a place and a size of its own, in any order: its values are copied to where a list has them. */
  #views(field: Field, mark: TypeMark, length: number, nulls: number, bitmap: Uint8Array): Data {
    const large = mark.newType === 'largeListView';
    const starts = integers(this.#next(), large, length);
    const sizes = integers(this.#next(), large, length);
    const type = typeOf(field);
    const [item] = fieldsOf(type);
    if (!item) throw brokenArrow('a list has no type of its values.');
    const itemMark = mark.children[0] ?? NO_MARK;
    const values = this.load(item, itemMark);
    const probe = new Data(type, 0, length, nulls, { [BufferType.VALIDITY]: bitmap });
    const pieces: Piece[] = [];
    const offsets = large ? new BigInt64Array(length + 1) : new Int32Array(length + 1);
    let end = 0;
    for (let row = 0; row < length; row++) {
      const size = isNull(probe, row) ? 0 : Number(sizes[row] ?? 0);
      const start = Number(starts[row] ?? 0);
      if (size < 0 || (size > 0 && (start < 0 || start + size > values.length))) throw brokenArrow('a list reaches beyond its values.');
      if (size > 0) pieces.push({ data: values, start, count: size });
      end += size;
      this.#count(size);
      if (offsets instanceof BigInt64Array) offsets[row + 1] = BigInt(end);
      else offsets[row + 1] = end;
    }
    const shownItem = shownField(item, itemMark);
    const plain = plainField(shownItem);
    const lists: DataType = large ? new LargeList(plain) : new List(plain);
    return new Data(lists, 0, length, nulls, { [BufferType.VALIDITY]: bitmap, [BufferType.OFFSET]: offsets }, [materialize(shownItem, pieces)]);
  }

  /** Each value stands once, with the row where its run ends. */
  #runs(type: DataType, mark: TypeMark, length: number): Data {
    const [endField, valueField] = fieldsOf(type);
    if (!endField || !valueField) throw brokenArrow('run-end encoded values have no type.');
    const ends = this.load(endField, mark.children[0] ?? NO_MARK);
    const valueMark = mark.children[1] ?? NO_MARK;
    const values = this.load(valueField, valueMark);
    this.#count(length);
    const list = new PieceList();
    let row = 0;
    for (let run = 0; run < ends.length && row < length; run++) {
      const end = Number(integerAt(ends, run));
      if (end <= row || run >= values.length) throw brokenArrow('the ends of its runs are not in order.');
      for (; row < Math.min(end, length); row++) list.pieces.push({ data: values, start: run, count: 1 });
    }
    if (row < length) throw brokenArrow('its runs end before its rows do.');
    return materialize(shownField(valueField, valueMark), list.pieces);
  }

  #count(values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES) throw brokenArrow('a batch claims more values than it can have.');
  }

  #next(): Uint8Array {
    return this.#read(this.#cursor.buffer++);
  }
}

function integers(bytes: Uint8Array, large: boolean, count: number): Int32Array | BigInt64Array {
  const size = count * (large ? 8 : 4);
  if (count === 1 && bytes.byteLength === 0) return large ? new BigInt64Array(1) : new Int32Array(1);
  if (bytes.byteLength < size) throw brokenArrow('a column has too few offsets.');
  const aligned = bytes.byteOffset % 8 === 0 ? bytes.subarray(0, size) : bytes.slice(0, size);
  return large ? new BigInt64Array(aligned.buffer, aligned.byteOffset, count) : new Int32Array(aligned.buffer, aligned.byteOffset, count);
}

/** A column of its own with these values, of the plain type. */
function materialize(field: Field, pieces: readonly Piece[]): Data {
  const rows = rowsOf(pieces);
  const parts = new BatchParts();
  gather(field, pieces, parts);
  return new ArrowDecoder(encodeSchema(new Schema([plainField(field)])).bytes).batch(encodeBatch(rows, parts)).column(0);
}

function textData(text: string, rows: number): Data {
  const bytes = new TextEncoder().encode(text);
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * bytes.byteLength);
  const values = new Uint8Array(rows * bytes.byteLength);
  for (let row = 0; row < rows; row++) values.set(bytes, row * bytes.byteLength);
  return new Data(new Utf8(), 0, rows, 0, { [BufferType.OFFSET]: offsets, [BufferType.DATA]: values });
}
