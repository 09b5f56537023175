import { ThriftError } from '../wire/thriftError';
import type { KeyValues } from '../wire/messages/keyValues';

export type Part = 'hashKey' | 'sortKey' | 'value';

/** Where one part of each row of a page begins and ends. */
export interface Spans {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Rows of a page as places in its message: no object is made for any of them. */
export class PageSpans {
  readonly #hashEnds: Uint32Array;

  /** @throws ThriftError where a key is no full key */
  constructor(
    readonly rows: KeyValues,
    readonly count: number,
    readonly partition: number,
  ) {
    this.#hashEnds = hashEnds(rows, count);
  }

  /** Of keys and values, about: what stands around them counts too. */
  get byteLength(): number {
    return this.count === 0 ? 0 : Math.max(this.rows.keyEnd(this.count - 1), this.rows.valueEnd(this.count - 1)) - this.rows.keyStart(0);
  }

  of(part: Part): Spans {
    const { rows, count } = this;
    const starts = part === 'sortKey' ? this.#hashEnds : new Uint32Array(count);
    const ends = part === 'hashKey' ? this.#hashEnds : new Uint32Array(count);
    switch (part) {
      case 'hashKey':
        for (let row = 0; row < count; row += 1) starts[row] = rows.keyStart(row) + 2;
        break;
      case 'sortKey':
        for (let row = 0; row < count; row += 1) ends[row] = rows.keyEnd(row);
        break;
      case 'value':
        for (let row = 0; row < count; row += 1) {
          starts[row] = rows.valueStart(row);
          ends[row] = rows.valueEnd(row);
        }
    }
    return { starts, ends };
  }
}

/** Full keys are the length of the hash key in two bytes, the hash key, the sort key: src/base/pegasus_key_schema.h. */
function hashEnds(rows: KeyValues, count: number): Uint32Array {
  const { bytes } = rows;
  const ends = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) {
    const start = rows.keyStart(row);
    const end = start + 2 + (((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0));
    if (end > rows.keyEnd(row)) throw new ThriftError(`a stored key of ${rows.keyEnd(row) - start} bytes has a hash key of ${end - start - 2}`);
    ends[row] = end;
  }
  return ends;
}
