import type duckdb from '@duckdb/node-bindings';
import { isValid, validityOf, valuesOf, wordsOf } from '../native';
import { HEADER, StringHeaders } from './stringHeaders';
import { VariableColumn } from './variable';

/** Text or bytes of any length. */
export class StringColumn extends VariableColumn {
  append(vector: duckdb.Vector, from: number, count: number): void {
    const headers = valuesOf(vector, from, count, HEADER);
    const bits = validityOf(vector, from + count);
    const start = this.data.length;
    const offsets = this.moreOffsets(count);
    writeOffsets(offsets, headers, bits, from);
    new StringHeaders(headers, offsets).copyTo(this.data.extend((offsets[count] ?? start) - start), start);
    this.validity.append(bits, from, count);
    this.rows += count;
  }
}

/** Offsets of the rows' bytes when they follow each other from the first one on. A null row has no bytes, whatever its header says. */
function writeOffsets(offsets: Int32Array, headers: Uint8Array, bits: Uint8Array | undefined, from: number): void {
  const words = wordsOf(headers);
  const count = offsets.length - 1;
  let end = offsets[0] ?? 0;
  if (!bits) {
    for (let row = 0; row < count; row++) offsets[row + 1] = end += words[row * 4] ?? 0;
    return;
  }
  for (let row = 0; row < count; row++) {
    if (isValid(bits, from + row)) end += words[row * 4] ?? 0;
    offsets[row + 1] = end;
  }
}
