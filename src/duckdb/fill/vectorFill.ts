import duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { copyBits } from '../../core/arrow/bits';

/** Rows of a DuckDB chunk. */
export const CHUNK_ROWS = 2048;

/** How values of an Arrow column get into a DuckDB vector. */
export interface VectorFill {
  readonly type: duckdb.LogicalType;
  /** Writes rows `from` to `from + count` of `data` to the vector's start, nulls included. The vector has room for them. */
  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void;
}

/** Copies bytes into a vector's values. */
export function put(vector: duckdb.Vector, at: number, bytes: Uint8Array): void {
  if (bytes.byteLength > 0) duckdb.copy_data_to_vector(vector, at, arrayBufferOf(bytes), bytes.byteOffset, bytes.byteLength);
}

/** Copies `length` bytes from `from` on to a vector's start. */
export function putPart(vector: duckdb.Vector, values: ArrayBufferView, from: number, length: number): void {
  if (length > 0) duckdb.copy_data_to_vector(vector, 0, arrayBufferOf(values), values.byteOffset + from, length);
}

/** The bytes of a typed array. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function putValidity(vector: duckdb.Vector, data: Data, from: number, count: number): void {
  const bitmap: unknown = data.nullBitmap;
  if (!(bitmap instanceof Uint8Array) || bitmap.length === 0 || count === 0) return;
  duckdb.vector_ensure_validity_writable(vector);
  const first = data.offset + from;
  const bytes = (count + 7) >> 3;
  if (first % 8 === 0 && (first >> 3) + bytes <= bitmap.length) {
    duckdb.copy_data_to_vector_validity(vector, 0, arrayBufferOf(bitmap), bitmap.byteOffset + (first >> 3), bytes);
    return;
  }
  const bits = new Uint8Array(bytes);
  copyBits(bitmap, first, bits, 0, count);
  duckdb.copy_data_to_vector_validity(vector, 0, arrayBufferOf(bits), 0, bits.length);
}

export function isNull(data: Data, row: number): boolean {
  const bitmap: unknown = data.nullBitmap;
  if (!(bitmap instanceof Uint8Array) || bitmap.length === 0) return false;
  const bit = data.offset + row;
  return ((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0;
}

function arrayBufferOf(bytes: ArrayBufferView): ArrayBuffer {
  if (bytes.buffer instanceof ArrayBuffer) return bytes.buffer;
  throw new TypeError('Shared memory cannot be copied into a vector.');
}
