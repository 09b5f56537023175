import { type Data, TimeUnit } from 'apache-arrow';
import { bitAt } from '../../../core/arrow/bits';
import { offsetsOf } from '../../../core/arrow/pieces';
import { unitOf } from '../types/arrowSchema';
import type { DataType } from '../types/dataType';
import type { RowFormat } from '../types/table';
import { ArrayWriter } from './arrayWriter';
import { CompactedWriter } from './compactedWriter';
import type { FieldWriter } from './fieldWriter';
import { IndexedWriter } from './indexedWriter';
import { RowError } from './rowError';

/** Reads the values of an Arrow column of the type that {@link arrowType} gives, and writes them one by one. */
export interface ColumnWriter {
  readonly isNull: (row: number) => boolean;
  /** A value that is not null. */
  readonly write: (row: number, to: FieldWriter) => void;
}

const NANOS_PER: Readonly<Record<TimeUnit, bigint>> = { [TimeUnit.SECOND]: 1_000_000_000n, [TimeUnit.MILLISECOND]: 1_000_000n, [TimeUnit.MICROSECOND]: 1_000n, [TimeUnit.NANOSECOND]: 1n };

/** @param format of rows inside the values */
export function columnWriter(type: DataType, data: Data, format: RowFormat): ColumnWriter {
  const write = valueWriter(type, data, format);
  return { isNull: (row) => !data.getValid(row), write };
}

/** Writes the value or its absence. */
export function writeField({ isNull, write }: ColumnWriter, row: number, to: FieldWriter): void {
  if (isNull(row)) to.null();
  else write(row, to);
}

type Write = ColumnWriter['write'];

function valueWriter(type: DataType, data: Data, format: RowFormat): Write {
  switch (type.kind) {
    case 'BOOLEAN': {
      const bits = data.values as Uint8Array;
      return (row, to) => to.boolean(bitAt(bits, data.offset + row));
    }
    case 'TINYINT':
      return numbers(data, (value, to) => to.tinyint(value));
    case 'SMALLINT':
      return numbers(data, (value, to) => to.smallint(value));
    case 'INT':
    case 'DATE':
      return numbers(data, (value, to) => to.int(value));
    case 'FLOAT':
      return numbers(data, (value, to) => to.float(value));
    case 'DOUBLE':
      return numbers(data, (value, to) => to.double(value));
    case 'BIGINT':
      return longs(data, (value, to) => to.bigint(value));
    case 'DECIMAL': {
      const { precision } = type;
      const halves = longsOf(data);
      return (row, to) => to.decimal((at(halves, 2 * row + 1) << 64n) | BigInt.asUintN(64, at(halves, 2 * row)), precision);
    }
    case 'TIME':
      return timeWriter(unitOf(type.precision), data);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      const factor = NANOS_PER[unitOf(precision)];
      return longs(data, (value, to) => to.timestamp(value * factor, precision));
    }
    case 'CHAR':
      return charWriter(type.length, data);
    case 'STRING':
    case 'BYTES': {
      const slices = slicesOf(data);
      return (row, to) => to.bytes(slices(row));
    }
    case 'BINARY': {
      const { length } = type;
      const bytes = data.values as Uint8Array;
      return (row, to) => to.fixed(bytes.subarray(row * length, (row + 1) * length), length);
    }
    case 'ARRAY': {
      const list = elementsWriter(type.element, childOf(data, 0), format);
      const range = rangesOf(data);
      return (row, to) => to.nested(list(...range(row)));
    }
    case 'MAP':
      return mapWriter(type.key, type.value, data, format);
    case 'ROW': {
      const types = type.fields.map((field) => field.type);
      const fields = types.map((fieldType, index) => columnWriter(fieldType, childOf(data, index), format));
      return (row, to) => to.nested(encodeRow(types, fields, row, format));
    }
  }
}

/** A whole row of the given columns. */
export function encodeRow(types: readonly DataType[], fields: readonly (ColumnWriter | undefined)[], row: number, format: RowFormat): Uint8Array {
  const to = format === 'COMPACTED' ? new CompactedWriter(types.length) : new IndexedWriter(types);
  for (const field of fields) {
    if (field) writeField(field, row, to);
    else to.null();
  }
  return to.take();
}

function numbers(data: Data, put: (value: number, to: FieldWriter) => void): Write {
  const values = data.values as Int32Array | Float64Array;
  return (row, to) => put(values[row] ?? 0, to);
}

function longs(data: Data, put: (value: bigint, to: FieldWriter) => void): Write {
  const values = longsOf(data);
  return (row, to) => put(at(values, row), to);
}

const at = (values: BigInt64Array, index: number): bigint => values[index] ?? 0n;

/** arrow-js holds some 64-bit columns as words of 32 bits. */
function longsOf(data: Data): BigInt64Array {
  const values = data.values as unknown;
  if (values instanceof BigInt64Array) return values;
  if (!ArrayBuffer.isView(values)) throw new RowError('a column has no values');
  if (values.byteOffset % 8 === 0) return new BigInt64Array(values.buffer, values.byteOffset, values.byteLength >> 3);
  return new BigInt64Array(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice().buffer, 0, values.byteLength >> 3);
}

function timeWriter(unit: TimeUnit, data: Data): Write {
  switch (unit) {
    case TimeUnit.SECOND:
      return numbers(data, (value, to) => to.int(value * 1000));
    case TimeUnit.MILLISECOND:
      return numbers(data, (value, to) => to.int(value));
    case TimeUnit.MICROSECOND:
      return longs(data, (value, to) => to.int(Number(value / 1_000n)));
    case TimeUnit.NANOSECOND:
      return longs(data, (value, to) => to.int(Number(value / 1_000_000n)));
  }
}

/** Where the bytes or the elements of a row stand. */
function rangesOf(data: Data): (row: number) => readonly [start: number, end: number] {
  const offsets = offsetsOf(data);
  return (row) => [Number(offsets[row] ?? 0), Number(offsets[row + 1] ?? 0)];
}

function slicesOf(data: Data): (row: number) => Uint8Array {
  const bytes = data.values as Uint8Array;
  const range = rangesOf(data);
  return (row) => bytes.subarray(...range(row));
}

function charWriter(length: number, data: Data): Write {
  const slices = slicesOf(data);
  return (row, to) => {
    const text = slices(row);
    if (text.byteLength > length) throw new RowError(`a text of ${text.byteLength} bytes does not fit CHAR(${length})`);
    to.fixed(text, length);
  };
}

function elementsWriter(type: DataType, data: Data, format: RowFormat): (start: number, end: number) => Uint8Array {
  const element = columnWriter(type, data, format);
  return (start, end) => {
    const to = new ArrayWriter(end - start, type);
    for (let index = start; index < end; index++) writeField(element, index, to);
    return to.take();
  };
}

function mapWriter(key: DataType, value: DataType, data: Data, format: RowFormat): Write {
  const entries = childOf(data, 0);
  const [keys, values] = [elementsWriter(key, childOf(entries, 0), format), elementsWriter(value, childOf(entries, 1), format)];
  const range = rangesOf(data);
  return (row, to) => {
    const [start, end] = range(row);
    const [keyBytes, valueBytes] = [keys(start, end), values(start, end)];
    const map = new Uint8Array(4 + keyBytes.byteLength + valueBytes.byteLength);
    new DataView(map.buffer).setInt32(0, keyBytes.byteLength, true);
    map.set(keyBytes, 4);
    map.set(valueBytes, 4 + keyBytes.byteLength);
    to.nested(map);
  };
}

function childOf(data: Data, index: number): Data {
  const child = data.children[index];
  if (!child) throw new RowError('a nested column has no values');
  return child;
}
