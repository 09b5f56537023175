import { TimeUnit } from 'apache-arrow';
import { unitOf } from '../types/arrowSchema';
import type { DataType } from '../types/dataType';
import { ArrayReader, slotSize } from './arrayReader';
import { BoolColumn, BytesColumn, type ColumnBuilder, FixedColumn, ListColumn, StructColumn } from './columns';
import { type FieldReader, unpadded } from './fieldReader';
import { RowError } from './rowError';
import type { RowFormat } from '../types/table';
import { openRow } from './openRow';

/** Lists may hold lists; a row that goes deeper than any real type is broken. */
export interface ColumnReader {
  readonly column: ColumnBuilder;
  /** Reads the next value into the column. */
  readonly read: (from: FieldReader) => void;
}

const NANOS_IN: Readonly<Record<TimeUnit, bigint>> = { [TimeUnit.SECOND]: 1_000_000_000n, [TimeUnit.MILLISECOND]: 1_000_000n, [TimeUnit.MICROSECOND]: 1_000n, [TimeUnit.NANOSECOND]: 1n };
const MS_TO: Readonly<Record<TimeUnit, (ms: number) => bigint>> = {
  [TimeUnit.SECOND]: (ms) => BigInt(Math.floor(ms / 1000)),
  [TimeUnit.MILLISECOND]: (ms) => BigInt(ms),
  [TimeUnit.MICROSECOND]: (ms) => BigInt(ms) * 1_000n,
  [TimeUnit.NANOSECOND]: (ms) => BigInt(ms) * 1_000_000n,
};

/** Reads values of a type into a column of its Arrow type. `format`: of rows inside the value. */
export function columnReader(type: DataType, format: RowFormat): ColumnReader {
  switch (type.kind) {
    case 'BOOLEAN': {
      const column = new BoolColumn();
      return { column, read: (from) => column.append(from.boolean()) };
    }
    case 'TINYINT':
      return fixed(1, (slot, from) => slot.setInt8(0, from.tinyint()));
    case 'SMALLINT':
      return fixed(2, (slot, from) => slot.setInt16(0, from.smallint(), true));
    case 'INT':
    case 'DATE':
      return fixed(4, (slot, from) => slot.setInt32(0, from.int(), true));
    case 'BIGINT':
      return fixed(8, (slot, from) => slot.setBigInt64(0, from.bigint(), true));
    case 'FLOAT':
      return fixed(4, (slot, from) => slot.setFloat32(0, from.float(), true));
    case 'DOUBLE':
      return fixed(8, (slot, from) => slot.setFloat64(0, from.double(), true));
    case 'DECIMAL': {
      const { precision } = type;
      return fixed(16, (slot, from) => {
        const value = from.decimal(precision);
        slot.setBigInt64(0, value, true); // the low half
        slot.setBigInt64(8, value >> 64n, true);
      });
    }
    case 'TIME':
      return timeReader(unitOf(type.precision));
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestampReader(type.precision);
    case 'CHAR': {
      const column = new BytesColumn();
      const { length } = type;
      return { column, read: (from) => column.append(unpadded(from.fixed(length))) };
    }
    case 'STRING':
    case 'BYTES': {
      const column = new BytesColumn();
      return { column, read: (from) => column.append(from.bytes()) };
    }
    case 'BINARY':
      return binaryReader(type.length);
    case 'ARRAY':
      return listReader(type.element, format);
    case 'MAP':
      return mapReader(type.key, type.value, format);
    case 'ROW':
      return rowReader(
        type.fields.map((field) => field.type),
        format,
      );
  }
}

function fixed(size: number, put: (slot: DataView, from: FieldReader) => void): ColumnReader {
  const column = new FixedColumn(size);
  return { column, read: (from) => put(column.slot(), from) };
}

function timeReader(unit: TimeUnit): ColumnReader {
  const convert = MS_TO[unit];
  const wide = unit === TimeUnit.MICROSECOND || unit === TimeUnit.NANOSECOND;
  return wide ? fixed(8, (slot, from) => slot.setBigInt64(0, convert(from.int()), true)) : fixed(4, (slot, from) => slot.setInt32(0, Number(convert(from.int())), true));
}

function timestampReader(precision: number): ColumnReader {
  const divisor = NANOS_IN[unitOf(precision)];
  return fixed(8, (slot, from) => slot.setBigInt64(0, floorDivide(from.timestamp(precision), divisor), true));
}

const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

function binaryReader(length: number): ColumnReader {
  const column = new FixedColumn(length);
  return {
    column,
    read: (from) => {
      const value = from.fixed(length);
      if (value.byteLength > length) throw new RowError(`a value of ${value.byteLength} bytes stands in a BINARY(${length})`);
      const slot = column.slot();
      new Uint8Array(slot.buffer, slot.byteOffset, length).fill(0).set(value);
    },
  };
}

function readElements(array: ArrayReader, { column, read }: ColumnReader): void {
  for (let index = 0; index < array.length; index++) {
    if (array.isNull(index)) column.appendNull();
    else {
      array.seek(index);
      read(array);
    }
  }
}

function listReader(element: DataType, format: RowFormat): ColumnReader {
  const child = columnReader(element, format);
  const column = new ListColumn(child.column);
  const size = slotSize(element);
  return {
    column,
    read: (from) => {
      readElements(new ArrayReader(from.nested(), size), child);
      column.endList();
    },
  };
}

/** A map is the size of its array of keys, that array, and an array of values: BinaryMap.java */
function mapReader(key: DataType, value: DataType, format: RowFormat): ColumnReader {
  const [keys, values] = [columnReader(key, format), columnReader(value, format)];
  const entries = new StructColumn([keys.column, values.column]);
  const column = new ListColumn(entries);
  const [keySize, valueSize] = [slotSize(key), slotSize(value)];
  return {
    column,
    read: (from) => {
      const bytes = from.nested();
      if (bytes.byteLength < 4) throw new RowError('a map ends early');
      const keyBytes = new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true);
      if (keyBytes < 0 || 4 + keyBytes > bytes.byteLength) throw new RowError('a map is shorter than it says');
      const keyArray = new ArrayReader(bytes.subarray(4, 4 + keyBytes), keySize);
      const valueArray = new ArrayReader(bytes.subarray(4 + keyBytes), valueSize);
      if (keyArray.length !== valueArray.length) throw new RowError('a map has not as many values as keys');
      readElements(keyArray, keys);
      readElements(valueArray, values);
      for (let index = 0; index < keyArray.length; index++) entries.endRow();
      column.endList();
    },
  };
}

function rowReader(types: readonly DataType[], format: RowFormat): ColumnReader {
  const fields = types.map((type) => columnReader(type, format));
  const column = new StructColumn(fields.map((field) => field.column));
  return {
    column,
    read: (from) => {
      const row = openRow(from.nested(), types, format);
      fields.forEach((field, index) => {
        if (row.isNull(index)) field.column.appendNull();
        else field.read(row.reader);
      });
      column.endRow();
    },
  };
}
