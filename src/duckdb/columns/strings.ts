import type duckdb from '@duckdb/node-bindings';
import { isValid, validityOf, valuesOf, wordsOf } from '../native';
import { HEADER, StringHeaders } from './stringHeaders';
import { VariableColumn } from './variable';

/** Text or bytes of any length. */
export class StringColumn extends VariableColumn {
  append(vector: duckdb.Vector, from: number, count: number): void {
    const headers = valuesOf(vector, from, count, HEADER);
    const bits = validityOf(vector, from + count);
    const offsets = offsetsOf(headers, bits, from, count, this.data.length);
    const start = this.data.length;
    new StringHeaders(headers, offsets).copyTo(this.data.extend((offsets[count] ?? start) - start), start);
    this.ends.extendWords(count).set(offsets.subarray(1));
    this.validity.append(bits, from, count);
    this.rows += count;
  }
}

/** Offsets of the rows' bytes when they follow each other from `start` on. A null row has no bytes, whatever its header says. */
function offsetsOf(headers: Uint8Array, bits: Uint8Array | undefined, from: number, count: number, start: number): Int32Array {
  const words = wordsOf(headers);
  const offsets = new Int32Array(count + 1);
  offsets[0] = start;
  let end = start;
  if (!bits) {
    for (let row = 0; row < count; row++) offsets[row + 1] = end += words[row * 4] ?? 0;
    return offsets;
  }
  for (let row = 0; row < count; row++) {
    if (isValid(bits, from + row)) end += words[row * 4] ?? 0;
    offsets[row + 1] = end;
  }
  return offsets;
}
