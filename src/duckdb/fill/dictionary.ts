import type duckdb from '@duckdb/node-bindings';
import { Data } from 'apache-arrow';
import { dictionaryEntry } from '../../core/format/buffers';
import { isNull, putValidity, type VectorFill } from './vectorFill';
import { fillStrings, HeaderRoom, offsetRows, type StringRows } from './strings';

/** A dictionary larger than this is not copied for every chunk. */
const WHOLE_BYTES = 65_536;

/** Text by index: the texts of a small dictionary go in once for each chunk, of a large one only those that are pointed at. */
export class DictionaryFill implements VectorFill {
  readonly #headers = new HeaderRoom();

  constructor(readonly type: duckdb.LogicalType) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    if (count > 0) fillStrings(vector, rowsOf(data, from, count), count, true, this.#headers);
    putValidity(vector, data, from, count);
  }
}

function rowsOf(data: Data, from: number, count: number): StringRows {
  const chunks: readonly unknown[] = data.dictionary?.data ?? [];
  const [only] = chunks;
  const whole = chunks.length === 1 && Data.isData(only) ? offsetRows(only, 0, only.length) : undefined;
  return whole && whole.bytes.length <= WHOLE_BYTES ? pointing(data, from, count, whole) : gathered(data, from, count);
}

function pointing(data: Data, from: number, count: number, whole: StringRows): StringRows {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const index = isNull(data, from + row) ? undefined : dictionaryEntry(data, from + row)?.index;
    if (index === undefined) continue;
    starts[row] = (whole.starts[index] ?? 0) - whole.base;
    ends[row] = (whole.ends[index] ?? 0) - whole.base;
  }
  return { bytes: whole.bytes, starts, ends, base: 0 };
}

function gathered(data: Data, from: number, count: number): StringRows {
  const pieces: Uint8Array[] = [];
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) {
    const entry = isNull(data, from + row) ? undefined : dictionaryEntry(data, from + row);
    const bytes = entry ? offsetRows(entry.data, entry.index, 1).bytes : EMPTY;
    pieces.push(bytes);
    starts[row + 1] = (starts[row] ?? 0) + bytes.length;
  }
  return { bytes: Buffer.concat(pieces), starts, ends: starts.subarray(1), base: 0 };
}

const EMPTY = new Uint8Array(0);
