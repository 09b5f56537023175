import { isUtf8 } from 'node:buffer';
import duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { offsetsOf } from '../../core/arrow/pieces';
import { bytesOf, CHUNK_ROWS, putValidity, type VectorFill } from './vectorFill';

const HEADER = 16;
const INLINE = 12;

/** Where the bytes of each row are: row `i` is `bytes[starts[i] - base]` up to `bytes[ends[i] - base]`. */
export interface StringRows {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly base: number;
}

/** Strings or bytes from offsets and data; `type` is VARCHAR, BLOB or an alias of them. */
export class StringFill implements VectorFill {
  readonly #headers = new HeaderRoom();

  constructor(
    readonly type: duckdb.LogicalType,
    private readonly rowsOf: (data: Data, from: number, count: number) => StringRows,
    private readonly text: boolean,
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    if (count > 0) fillStrings(vector, this.rowsOf(data, from, count), count, this.text, this.#headers);
    putValidity(vector, data, from, count);
  }
}

/** Headers of one chunk after the other: fresh memory for each would be most of the garbage of a scan. */
export class HeaderRoom {
  #words = new Uint32Array(0);

  /** For `count` rows; what stands there is from before. */
  words(count: number): Uint32Array<ArrayBuffer> {
    if (this.#words.length < count * 4) this.#words = new Uint32Array(Math.max(count, CHUNK_ROWS) * 4);
    return this.#words;
  }
}

/**
 * All bytes go into the vector's own heap with one call; their address is read back, and the 16-byte headers of the rows are built here.
 * The call refuses text that is not UTF-8, and gives no address for up to 12 bytes: both ways are kept away from it.
 */
export function fillStrings(vector: duckdb.Vector, rows: StringRows, count: number, text: boolean, room: HeaderRoom): void {
  const { bytes, starts, ends, base } = rows;
  if (text && !isUtf8(bytes)) {
    fillOneByOne(vector, rows, count);
    return;
  }
  const address = bytes.length > INLINE ? heapAddress(vector, bytes) : NO_ADDRESS;
  const near = address.low + bytes.length < WORD;
  const words = room.words(count);
  const headers = new Uint8Array(words.buffer);
  // Whole words at once: byte by byte costs several times as much.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lastWords = bytes.length - INLINE;
  for (let row = 0; row < count; row++) {
    const start = (starts[row] ?? 0) - base;
    const length = (ends[row] ?? 0) - base - start;
    const word = row * 4;
    words[word] = length;
    if (length > INLINE) {
      words[word + 1] = view.getUint32(start, true);
      // Within 32 bits the sum needs no floating point.
      words[word + 2] = (address.low + start) | 0;
      words[word + 3] = near || address.low + start < WORD ? address.high : address.high + 1;
    } else if (start <= lastWords) {
      words[word + 1] = view.getUint32(start, true) & lowBytes(length);
      words[word + 2] = view.getUint32(start + 4, true) & lowBytes(length - 4);
      words[word + 3] = view.getUint32(start + 8, true) & lowBytes(length - 8);
    } else {
      words[word + 1] = words[word + 2] = words[word + 3] = 0;
      const at = row * HEADER + 4;
      for (let byte = 0; byte < length; byte++) headers[at + byte] = bytes[start + byte] ?? 0;
    }
  }
  duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, count * HEADER);
}

/** A word of which the lowest `count` bytes are all ones: none below 0, all four above 3. */
function lowBytes(count: number): number {
  if (count <= 0) return 0;
  return count >= 4 ? -1 : (1 << (count * 8)) - 1;
}

const WORD = 2 ** 32;
const NO_ADDRESS = { low: 0, high: 0 };

function heapAddress(vector: duckdb.Vector, bytes: Uint8Array): { readonly low: number; readonly high: number } {
  duckdb.vector_assign_string_element_len(vector, 0, bytes);
  const header = duckdb.vector_get_data(vector, HEADER);
  const view = new DataView(header.buffer, header.byteOffset, HEADER);
  return { low: view.getUint32(8, true), high: view.getUint32(12, true) };
}

/** Text with broken bytes: they become U+FFFD. */
function fillOneByOne(vector: duckdb.Vector, { bytes, starts, ends, base }: StringRows, count: number): void {
  const decoder = new TextDecoder();
  for (let row = 0; row < count; row++) duckdb.vector_assign_string_element(vector, row, decoder.decode(bytes.subarray((starts[row] ?? 0) - base, (ends[row] ?? 0) - base)));
}

/** Utf8, Binary and their large forms. */
export function offsetRows(data: Data, from: number, count: number): StringRows {
  const offsets = offsetsOf(data);
  const base = Number(offsets[from] ?? 0);
  const last = Number(offsets[from + count] ?? base);
  const bytes = valueBytes(data).subarray(base, last);
  if (offsets instanceof Int32Array) return { bytes, starts: offsets.subarray(from), ends: offsets.subarray(from + 1), base };
  const near = Int32Array.from({ length: count + 1 }, (_, row) => Number(offsets[from + row] ?? 0) - base);
  return { bytes, starts: near, ends: near.subarray(1), base: 0 };
}

export function fixedRows(width: number): (data: Data, from: number, count: number) => StringRows {
  return (data, from, count) => {
    const starts = Int32Array.from({ length: count + 1 }, (_, row) => row * width);
    return { bytes: valueBytes(data).subarray(from * width, (from + count) * width), starts, ends: starts.subarray(1), base: 0 };
  };
}

/** Texts made by a function, null rows left empty. */
export function textRows(texts: readonly string[]): StringRows {
  const encoded = texts.map((text) => Buffer.from(text, 'utf8'));
  const starts = new Int32Array(texts.length + 1);
  let end = 0;
  encoded.forEach((bytes, row) => (starts[row + 1] = end += bytes.length));
  return { bytes: Buffer.concat(encoded), starts, ends: starts.subarray(1), base: 0 };
}

function valueBytes(data: Data): Uint8Array {
  const values: unknown = data.values;
  return ArrayBuffer.isView(values) ? bytesOf(values) : new Uint8Array(0);
}
