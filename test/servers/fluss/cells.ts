import { type Data, type Table, TimeUnit } from 'apache-arrow';
import { unitOf } from '../../../src/backends/fluss/types/arrowSchema';
import type { DataType } from '../../../src/backends/fluss/types/dataType';

/**
 * A value as text that nothing can be lost in: floats and doubles as their bits, bytes in hexadecimal, days and milliseconds of the day as
 * numbers, timestamps as milliseconds, a point, and nanoseconds of the millisecond; lists of such for nested values.
 */
export type Cell = string | null | readonly Cell[];

/** Rows of an Arrow table, read from its buffers and by nothing of the product. */
export function cellsOf(table: Table, types: readonly DataType[]): readonly (readonly Cell[])[] {
  return table.batches.flatMap((batch) => Array.from({ length: batch.numRows }, (_, row) => types.map((type, index) => cell(type, batch.data.children[index]!, row))));
}

function cell(type: DataType, data: Data, row: number): Cell {
  if (!data.getValid(row)) return null;
  switch (type.kind) {
    case 'BOOLEAN':
      return String(((data.values as Uint8Array)[(data.offset + row) >> 3]! & (1 << ((data.offset + row) & 7))) !== 0);
    case 'FLOAT':
      return bits(new Float32Array(1).fill((data.values as Float32Array)[row]!));
    case 'DOUBLE':
      return bits(new Float64Array(1).fill((data.values as Float64Array)[row]!));
    case 'CHAR':
    case 'STRING':
      return new TextDecoder().decode(variable(data, row));
    case 'BYTES':
      return hex(variable(data, row));
    case 'BINARY':
      return hex((data.values as Uint8Array).subarray(row * type.length, (row + 1) * type.length));
    case 'DECIMAL':
      return decimal((whole(data, 2 * row + 1) << 64n) | BigInt.asUintN(64, whole(data, 2 * row)), type.scale);
    case 'TIME':
      return String(nanos(type.precision, data, row) / 1_000_000n);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const value = nanos(type.precision, data, row);
      const below = ((value % 1_000_000n) + 1_000_000n) % 1_000_000n;
      return `${(value - below) / 1_000_000n}.${below}`;
    }
    case 'ARRAY':
      return range(data, row).map((index) => cell(type.element, data.children[0]!, index));
    case 'MAP': {
      const [keys, values] = data.children[0]!.children as [Data, Data];
      return range(data, row).map((index) => [cell(type.key, keys, index), cell(type.value, values, index)]);
    }
    case 'ROW':
      return type.fields.map((field, index) => cell(field.type, data.children[index]!, row));
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'DATE':
    case 'BIGINT':
      return String((data.values as Int32Array | BigInt64Array)[row]);
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Most significant first. */
const bits = (value: Float32Array | Float64Array): string => hex(new Uint8Array(value.buffer.slice(0)).reverse());

const UNITS: Readonly<Record<TimeUnit, bigint>> = { [TimeUnit.SECOND]: 1_000_000_000n, [TimeUnit.MILLISECOND]: 1_000_000n, [TimeUnit.MICROSECOND]: 1_000n, [TimeUnit.NANOSECOND]: 1n };
const nanos = (precision: number, data: Data, row: number): bigint => BigInt((data.values as Int32Array | BigInt64Array)[row]!) * UNITS[unitOf(precision)];

function whole(data: Data, index: number): bigint {
  const words = data.values as Uint32Array;
  const bytes = new DataView(words.buffer, words.byteOffset, words.byteLength);
  return bytes.getBigInt64(8 * index, true);
}

function decimal(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

const offsets = (data: Data): Int32Array => data.valueOffsets as Int32Array;
const variable = (data: Data, row: number): Uint8Array => (data.values as Uint8Array).subarray(offsets(data)[row], offsets(data)[row + 1]);

const range = (data: Data, row: number): readonly number[] => Array.from({ length: offsets(data)[row + 1]! - offsets(data)[row]! }, (_, index) => offsets(data)[row]! + index);
