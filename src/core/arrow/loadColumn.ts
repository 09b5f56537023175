import { BufferType, Data, DataType, type Field, Precision, UnionMode, type Vector } from 'apache-arrow';
import { brokenArrow } from './broken';
import type { BatchHeader } from './header';
import { fixedWidth } from './width';

/** The values of each dictionary by its id. */
export type Dictionaries = ReadonlyMap<number, Vector>;

/** Gives a buffer of a batch, decompressed where needed. */
export type BufferReader = (index: number) => Uint8Array;

/** Where a column starts in a batch. */
export interface Cursor {
  node: number;
  buffer: number;
  view: number;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Makes the `Data` of columns over the buffers of one batch, without copying them.
 * Sizes are checked here; offsets inside are checked by whoever follows them.
 */
export class ColumnLoader {
  constructor(
    private readonly header: BatchHeader,
    private readonly read: BufferReader,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** Data buffers of the first `views` view columns. */
  variadicBuffersBefore(views: number): number {
    let sum = 0;
    for (let index = 0; index < views; index++) sum += this.header.variadicCounts[index] ?? 0;
    return sum;
  }

  /** Loads one field and its children; moves the cursor behind them. */
  load(field: Field, cursor: Cursor): Data {
    const type: unknown = field.type;
    if (!DataType.isDataType(type)) throw brokenArrow('a column has no type.');
    const { length, nulls } = this.header.node(cursor.node++);
    if (DataType.isNull(type)) return new Data<DataType>(type, 0, length, length);
    if (DataType.isUnion(type)) return this.#union(type, type.mode, length, cursor);
    const validity = this.#validity(length, nulls, cursor);
    const data = (values: Partial<Data['buffers']>, children: Data[] = [], dictionary?: Vector, variadic?: readonly Uint8Array[]) =>
      new Data<DataType>(type, 0, length, nulls, { [BufferType.VALIDITY]: validity, ...values }, children, dictionary, variadic);

    const width = fixedWidth(type);
    if (width !== undefined) return data({ [BufferType.DATA]: valuesOf(type, this.#sized(cursor, length * width)) });
    if (DataType.isBool(type)) return data({ [BufferType.DATA]: this.#sized(cursor, Math.ceil(length / 8)) });
    if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) {
      const offsets = this.#offsets(cursor, length, DataType.isLargeUtf8(type) || DataType.isLargeBinary(type));
      const values = this.#next(cursor);
      within(offsets, length, values.byteLength);
      return data({ [BufferType.OFFSET]: offsets, [BufferType.DATA]: values });
    }
    if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
      const views = this.#sized(cursor, length * 16);
      const count = this.header.variadicCounts[cursor.view++] ?? 0;
      return data({ [BufferType.DATA]: views }, [], undefined, Array.from({ length: count }, () => this.#next(cursor)));
    }
    if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
      const offsets = this.#offsets(cursor, length, DataType.isLargeList(type));
      const children = this.#children(type.children, cursor);
      within(offsets, length, children[0]?.length ?? 0);
      return data({ [BufferType.OFFSET]: offsets }, children);
    }
    if (DataType.isFixedSizeList(type)) return data({}, this.#children(type.children, cursor, length * type.listSize));
    if (DataType.isStruct(type)) return data({}, this.#children(type.children, cursor, length));
    if (DataType.isDictionary(type)) {
      const { indices } = type;
      const values = valuesOf(indices, this.#sized(cursor, (length * indices.bitWidth) / 8));
      const dictionary = this.dictionaries.get(type.id);
      if (!dictionary && nulls < length) throw brokenArrow('a batch came before the dictionary that it points into.');
      return data({ [BufferType.DATA]: values }, [], dictionary);
    }
    throw brokenArrow('a column has a type that is not known.');
  }

  #union(type: DataType, mode: UnionMode, length: number, cursor: Cursor): Data {
    if (this.header.unionBitmaps) this.#next(cursor);
    const typeIds = int8(this.#sized(cursor, length));
    if (mode === UnionMode.Sparse) return new Data<DataType>(type, 0, length, 0, { [BufferType.TYPE]: typeIds }, this.#children(type.children, cursor, length));
    const offsets = int32(this.#sized(cursor, length * 4));
    return new Data<DataType>(type, 0, length, 0, { [BufferType.TYPE]: typeIds, [BufferType.OFFSET]: offsets }, this.#children(type.children, cursor));
  }

  #children(fields: readonly Field[], cursor: Cursor, atLeast = 0): Data[] {
    return fields.map((field) => {
      const child = this.load(field, cursor);
      if (child.length < atLeast) throw brokenArrow('a nested column is shorter than its parent.');
      return child;
    });
  }

  #validity(length: number, nulls: number, cursor: Cursor): Uint8Array {
    if (nulls > 0) return this.#sized(cursor, Math.ceil(length / 8));
    cursor.buffer++;
    return NO_BYTES;
  }

  /** `length + 1` offsets; none at all are written for no values by some. */
  #offsets(cursor: Cursor, length: number, large: boolean): Int32Array | BigInt64Array {
    const bytes = this.#next(cursor);
    if (length === 0 && bytes.byteLength === 0) return large ? new BigInt64Array(1) : new Int32Array(1);
    const size = (length + 1) * (large ? 8 : 4);
    if (bytes.byteLength < size) throw brokenArrow('a column has too few offsets.');
    return large ? int64(bytes.subarray(0, size)) : int32(bytes.subarray(0, size));
  }

  #sized(cursor: Cursor, size: number): Uint8Array {
    const bytes = this.#next(cursor);
    if (bytes.byteLength < size) throw brokenArrow('a buffer is too short for its column.');
    return bytes.subarray(0, size);
  }

  #next(cursor: Cursor): Uint8Array {
    return this.read(cursor.buffer++);
  }
}

function within(offsets: Int32Array | BigInt64Array, length: number, size: number): void {
  const last = Number(offsets[length] ?? 0);
  const first = Number(offsets[0] ?? 0);
  if (first < 0 || last < first || last > size) throw brokenArrow('the offsets of a column reach beyond its values.');
}

type Values = Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array | Uint32Array | BigUint64Array | Float32Array | Float64Array;

/** The typed array that readers of this type expect. */
function valuesOf(type: unknown, bytes: Uint8Array): Values {
  if (DataType.isInt(type)) return type.isSigned ? signed(type.bitWidth, bytes) : unsigned(type.bitWidth, bytes);
  if (DataType.isFloat(type)) {
    const aligned = align(bytes, 8);
    if (type.precision === Precision.HALF) return unsigned(16, bytes);
    return type.precision === Precision.SINGLE
      ? new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
      : new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
  }
  if (DataType.isDecimal(type)) return unsigned(32, bytes);
  if (DataType.isFixedSizeBinary(type)) return bytes;
  if (DataType.isInterval(type)) return int32(bytes);
  return fixedWidth(type) === 8 ? int64(bytes) : int32(bytes);
}

function signed(bits: number, bytes: Uint8Array): Values {
  if (bits === 8) return int8(bytes);
  if (bits === 16) {
    const aligned = align(bytes, 2);
    return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  }
  return bits === 32 ? int32(bytes) : int64(bytes);
}

function unsigned(bits: number, bytes: Uint8Array): Values {
  if (bits === 8) return bytes;
  const aligned = align(bytes, bits / 8);
  if (bits === 16) return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  return bits === 32
    ? new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
    : new BigUint64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}

function int8(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function int32(bytes: Uint8Array): Int32Array {
  const aligned = align(bytes, 4);
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

function int64(bytes: Uint8Array): BigInt64Array {
  const aligned = align(bytes, 8);
  return new BigInt64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}

/** Buffers of well-made messages are aligned; others are copied. */
function align(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}
