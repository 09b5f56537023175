import { DataType, Field, type Schema } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import type { Piece } from '../../../core/arrow/pieces';
import type { BatchRows, Rows } from '../store/rows';

/** Rows copied together. */
const COPY_ROWS = 16_384;
const SPAN_ROWS = 262_144;

/** Rows in any order, read through once in the base's own order and copied, so that none of its batches stays in memory. */
export async function* compacted(base: Rows, wanted: Uint32Array): AsyncIterable<BatchRows> {
  const places = Uint32Array.from(wanted.keys()).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const copies = new Copies(base.schema);
  /** Where each row wanted stands: a copy and a row of it. */
  const copyOf = new Uint32Array(wanted.length);
  const rowOf = new Uint32Array(wanted.length);
  let at = 0;
  while (at < places.length) {
    const first = wanted[places[at] ?? 0] ?? 0;
    let row = first;
    for await (const { batch, start, count } of base.eachSpan(first, SPAN_ROWS)) {
      for (; at < places.length; at++) {
        const place = places[at] ?? 0;
        const here = (wanted[place] ?? 0) - row;
        if (here >= count) break;
        copyOf[place] = copies.count;
        rowOf[place] = copies.add(batch, start + here);
      }
      // Rows of this batch are copied before the next one is read.
      copies.flush();
      row += count;
    }
  }
  const batches = copies.batches;
  for (let place = 0; place < wanted.length; place++) {
    const batch = batches[copyOf[place] ?? 0];
    if (batch) yield { batch, start: rowOf[place] ?? 0, count: 1 };
  }
}

class Copies {
  readonly batches: BatchRows['batch'][] = [];
  readonly #fields: readonly Field[];
  readonly #decoder: ArrowDecoder;
  #pieces: { batch: BatchRows['batch']; start: number; count: number }[] = [];
  #rows = 0;

  constructor(schema: Schema) {
    this.#fields = schema.fields;
    this.#decoder = new ArrowDecoder(encodeSchema(schema).bytes);
  }

  /** The number of the copy that takes the next row. */
  get count(): number {
    if (this.#rows >= COPY_ROWS) this.flush();
    return this.batches.length;
  }

  /** Gives the row's place in its copy. */
  add(batch: BatchRows['batch'], row: number): number {
    const last = this.#pieces.at(-1);
    if (last && last.batch === batch && last.start + last.count === row) last.count += 1;
    else this.#pieces.push({ batch, start: row, count: 1 });
    return this.#rows++;
  }

  flush(): void {
    if (this.#rows === 0) return;
    const parts = new BatchParts();
    this.#fields.forEach((field, column) => {
      gather(field, this.#pieces.map(({ batch, start, count }): Piece => ({ data: batch.column(column), start, count })), parts);
    });
    this.batches.push(this.#decoder.batch(encodeBatch(this.#rows, parts)));
    this.#pieces = [];
    this.#rows = 0;
  }
}

/** Whether copies of its rows have the same types: those of dictionaries become plain values. */
export function copiesAlike(schema: Schema): boolean {
  return !schema.fields.some(holdsDictionary);
}

function holdsDictionary(field: Field): boolean {
  const type: unknown = field.type;
  if (!DataType.isDataType(type)) return false;
  if (DataType.isDictionary(type)) return true;
  const children: unknown = type.children;
  return Array.isArray(children) && children.some((child) => child instanceof Field && holdsDictionary(child));
}
