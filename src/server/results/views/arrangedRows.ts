import type { Schema } from 'apache-arrow';
import type { BatchRows, Rows } from '../store/rows';
import { compacted, copiesAlike } from './compacted';

/** Rows read at once where they are in memory. */
const CHUNK = 4_096;
/** Where they are on disk: each chunk reads through all of it, in its own order, and keeps only the rows that it needs. */
const DISK_CHUNK = 1_048_576;

/** Some rows of others, in an order of their own. */
export class ArrangedRows implements Rows {
  /** @param order row numbers of `base` */
  constructor(
    private readonly base: Rows,
    private readonly order: Uint32Array,
  ) {}

  get schema(): Schema {
    return this.base.schema;
  }

  get rows(): number {
    return this.order.length;
  }

  get onDisk(): boolean {
    return this.base.onDisk ?? false;
  }

  /** The rows of the base that stand at these places. */
  rowsOf(row: number, rows: number): Uint32Array {
    return this.order.subarray(row, row + rows);
  }

  async spans(row: number, rows: number): Promise<readonly BatchRows[]> {
    const wanted = this.rowsOf(row, rows);
    return isAscending(wanted) ? joined(await this.#inOrder(wanted)) : this.#shuffled(wanted);
  }

  async *eachSpan(row: number, rows: number): AsyncIterable<BatchRows> {
    const end = Math.min(row + rows, this.rows);
    const chunk = this.onDisk && copiesAlike(this.schema) && !isAscending(this.order) ? DISK_CHUNK : CHUNK;
    for (let from = row; from < end; from += chunk) {
      const wanted = this.rowsOf(from, Math.min(chunk, end - from));
      if (chunk === CHUNK) yield* await this.spans(from, wanted.length);
      else yield* compacted(this.base, wanted);
    }
  }

  /** Each batch is read once, however the rows go to and fro. */
  async #shuffled(wanted: Uint32Array): Promise<readonly BatchRows[]> {
    const places = Uint32Array.from(wanted.keys()).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
    const found = await this.#inOrder(Uint32Array.from(places, (place) => wanted[place] ?? 0));
    const spans = new Array<BatchRows>(wanted.length);
    found.forEach((span, at) => {
      spans[places[at] ?? 0] = span;
    });
    return joined(spans);
  }

  /** One span for each row. */
  async #inOrder(ascending: Uint32Array): Promise<readonly BatchRows[]> {
    const spans: BatchRows[] = [];
    for (let at = 0; at < ascending.length; ) {
      const first = ascending[at] ?? 0;
      let next = at + 1;
      while (next < ascending.length && ascending[next] === first + next - at) next++;
      for (const { batch, start, count } of await this.base.spans(first, next - at)) {
        for (let index = 0; index < count; index++) spans.push({ batch, start: start + index, count: 1 });
      }
      at = next;
    }
    return spans;
  }
}

function isAscending(rows: Uint32Array): boolean {
  for (let at = 1; at < rows.length; at++) if ((rows[at] ?? 0) < (rows[at - 1] ?? 0)) return false;
  return true;
}

/** Neighbours in the same batch become one. */
function joined(spans: readonly BatchRows[]): readonly BatchRows[] {
  const out: { batch: BatchRows['batch']; start: number; count: number }[] = [];
  for (const { batch, start, count } of spans) {
    const last = out.at(-1);
    if (last && last.batch === batch && last.start + last.count === start) last.count += count;
    else out.push({ batch, start, count });
  }
  return out;
}
