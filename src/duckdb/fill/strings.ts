import { isUtf8 } from 'node:buffer';
import duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { offsetsOf } from '../../core/arrow/pieces';
import { bytesOf, put, putValidity, type VectorFill } from './vectorFill';

const HEADER = 16;
const INLINE = 12;

/** Where the bytes of each row are, and how long. */
export interface StringRows {
  readonly bytes: Uint8Array;
  start(row: number): number;
  end(row: number): number;
}

/** Strings or bytes from offsets and data; `type` is VARCHAR, BLOB or an alias of them. */
export class StringFill implements VectorFill {
  constructor(
    readonly type: duckdb.LogicalType,
    private readonly rowsOf: (data: Data, from: number, count: number) => StringRows,
    private readonly text: boolean,
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    if (count > 0) fillStrings(vector, this.rowsOf(data, from, count), count, this.text);
    putValidity(vector, data, from, count);
  }
}

/**
 * All bytes go into the vector's own heap with one call; their address is read back, and the 16-byte headers of the rows are built here.
 * The call refuses text that is not UTF-8, and gives no address for up to 12 bytes: both ways are kept away from it.
 */
export function fillStrings(vector: duckdb.Vector, rows: StringRows, count: number, text: boolean): void {
  if (text && !isUtf8(rows.bytes)) {
    fillOneByOne(vector, rows, count);
    return;
  }
  const base = rows.bytes.length > INLINE ? heapAddress(vector, rows.bytes) : 0n;
  const headers = new Uint8Array(count * HEADER);
  const words = new Uint32Array(headers.buffer);
  const addresses = new BigUint64Array(headers.buffer);
  for (let row = 0; row < count; row++) {
    const start = rows.start(row);
    const length = rows.end(row) - start;
    const at = row * HEADER;
    words[row * 4] = length;
    const inline = Math.min(length, length <= INLINE ? INLINE : 4);
    for (let byte = 0; byte < inline; byte++) headers[at + 4 + byte] = rows.bytes[start + byte] ?? 0;
    if (length > INLINE) addresses[row * 2 + 1] = base + BigInt(start);
  }
  put(vector, 0, headers);
}

function heapAddress(vector: duckdb.Vector, bytes: Uint8Array): bigint {
  duckdb.vector_assign_string_element_len(vector, 0, bytes);
  const header = duckdb.vector_get_data(vector, HEADER);
  return new DataView(header.buffer, header.byteOffset, HEADER).getBigUint64(8, true);
}

/** Text with broken bytes: they become U+FFFD. */
function fillOneByOne(vector: duckdb.Vector, rows: StringRows, count: number): void {
  const decoder = new TextDecoder();
  for (let row = 0; row < count; row++) duckdb.vector_assign_string_element(vector, row, decoder.decode(rows.bytes.subarray(rows.start(row), rows.end(row))));
}

/** Utf8, Binary and their large forms. */
export function offsetRows(data: Data, from: number, count: number): StringRows {
  const offsets = offsetsOf(data);
  const first = Number(offsets[from] ?? 0);
  const last = Number(offsets[from + count] ?? first);
  return {
    bytes: valueBytes(data).subarray(first, last),
    start: (row) => Number(offsets[from + row] ?? first) - first,
    end: (row) => Number(offsets[from + row + 1] ?? first) - first,
  };
}

export function fixedRows(width: number): (data: Data, from: number, count: number) => StringRows {
  return (data, from, count) => ({ bytes: valueBytes(data).subarray(from * width, (from + count) * width), start: (row) => row * width, end: (row) => (row + 1) * width });
}

/** Texts made by a function, null rows left empty. */
export function textRows(texts: readonly string[]): StringRows {
  const encoded = texts.map((text) => Buffer.from(text, 'utf8'));
  const ends: number[] = [];
  let end = 0;
  for (const bytes of encoded) ends.push((end += bytes.length));
  return { bytes: Buffer.concat(encoded), start: (row) => (row === 0 ? 0 : (ends[row - 1] ?? 0)), end: (row) => ends[row] ?? 0 };
}

function valueBytes(data: Data): Uint8Array {
  const values: unknown = data.values;
  return ArrayBuffer.isView(values) ? bytesOf(values) : new Uint8Array(0);
}
