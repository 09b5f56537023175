import { Data, DataType, Field, Vector, vectorFromArray } from 'apache-arrow';
import { type CellText, type FormatOptions, makeCellFormatter } from '../../../src/core/format/cell';
import { jsonText, makeJsonWriter, type JsonOptions } from '../../../src/core/format/json';

/** A column for a test: a field and one chunk. */
export interface Column {
  readonly field: Field;
  readonly data: Data;
}

export function fieldOf(type: DataType, metadata: Readonly<Record<string, string>> = {}): Field {
  return new Field('column', type, true, new Map(Object.entries(metadata)));
}

function chunkOf(type: DataType, values: readonly unknown[]): Data {
  return vectorFromArray([...values], type).data[0]!;
}

/** From values, through the library's own builder. */
export function built(type: DataType, values: readonly unknown[], metadata?: Readonly<Record<string, string>>): Column {
  return { field: fieldOf(type, metadata), data: chunkOf(type, values) };
}

type Bytes = ArrayBufferView & { readonly length: number };

export interface RawBuffers {
  readonly type: DataType;
  /** Found from the buffers where it is absent. */
  readonly length?: number;
  readonly data?: Bytes;
  readonly views?: Uint8Array;
  readonly valueOffsets?: Int32Array | BigInt64Array;
  readonly typeIds?: Int8Array;
  readonly nullBitmap?: Uint8Array;
  readonly children?: readonly Data[];
  readonly dictionary?: Vector;
  readonly variadicBuffers?: readonly Uint8Array[];
}

/** From raw buffers, for values that the library's builders cannot make. */
export function raw(buffers: RawBuffers, metadata?: Readonly<Record<string, string>>): Column {
  const { type, nullBitmap, children = [], dictionary, variadicBuffers = [] } = buffers;
  const parts: unknown[] = [buffers.valueOffsets, buffers.data ?? buffers.views, nullBitmap, buffers.typeIds];
  const data = new Data(type, 0, lengthOf(buffers), nullBitmap ? -1 : 0, Object.fromEntries(parts.map((part, index) => [index, part])), [...children], dictionary, variadicBuffers);
  return { field: fieldOf(type, metadata), data };
}

function lengthOf({ type, length, data, views, valueOffsets, typeIds }: RawBuffers): number {
  if (length !== undefined) return length;
  if (typeIds) return typeIds.length;
  if (valueOffsets) return valueOffsets.length - 1;
  if (views) return views.length / 16;
  return (data?.length ?? 0) / (DataType.isFixedSizeBinary(type) ? type.byteWidth : 1);
}

export function cells({ field, data }: Column, options: Partial<FormatOptions> = {}): readonly CellText[] {
  const formatter = makeCellFormatter(field, { timeZone: 'UTC', ...options });
  return Array.from({ length: data.length }, (_, index) => formatter.format(data, index));
}

export function texts(column: Column, options?: Partial<FormatOptions>): readonly string[] {
  return cells(column, options).map(({ text }) => text);
}

export function jsons({ field, data }: Column, options: Partial<JsonOptions> = {}): readonly string[] {
  const writer = makeJsonWriter(field, { timeZone: 'UTC', ...options });
  return Array.from({ length: data.length }, (_, index) => jsonText(writer, data, index).text);
}

/** A dictionary vector of one chunk per list of values. */
export function dictionaryOf(type: DataType, ...chunks: readonly (readonly unknown[])[]): Vector {
  return new Vector(chunks.map((values) => chunkOf(type, values)));
}

/** The same rows, but in the middle of a longer chunk, so that offsets and bit offsets are not zero. */
export function sliced(column: Column, from: number, length: number): Column {
  return { field: column.field, data: column.data.slice(from, length) };
}
