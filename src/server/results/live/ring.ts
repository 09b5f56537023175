import type { Schema } from 'apache-arrow';
import type { Codecs } from '../../../core/arrow/compression';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { HeadwaterError } from '../../../core/errors';
import { KEY_KEY } from '../../../core/format/metadata';
import type { Kept } from '../store/resultStore';
import type { BatchRows } from '../store/rows';
import { NewestOfKey } from './newestOfKey';
import { type LiveOrder, LiveSnapshot } from './snapshot';

export interface RingBounds {
  readonly rows: number;
  /** Of the batches as they came. The newest batch is kept however large. */
  readonly bytes: number;
}

interface Held extends BatchRows {
  readonly bytes: number;
}

/** The newest rows of a result that does not end. What is over the bounds makes room, oldest first. */
export class LiveRing {
  readonly schema: Schema;
  readonly #decoder: ArrowDecoder;
  #batches: Held[] = [];
  #rows = 0;
  #received = 0;
  #receivedBytes = 0;
  #bytes = 0;
  #newest: NewestOfKey | undefined;

  constructor(
    schema: Uint8Array,
    private readonly bounds: RingBounds,
    codecs: Codecs,
  ) {
    this.#decoder = new ArrowDecoder(schema, codecs);
    this.schema = this.#decoder.schema;
  }

  /** `rows` and `bytes` count all that came. */
  get kept(): Kept {
    return { rows: this.#received, bytes: this.#receivedBytes, spilledBytes: 0, ring: { kept: this.#rows, dropped: this.#received - this.#rows } };
  }

  /** @throws HeadwaterError where the message is broken */
  async append(kind: 'dictionary' | 'batch', bytes: Uint8Array): Promise<Kept> {
    this.#receivedBytes += bytes.byteLength;
    if (kind === 'dictionary') {
      this.#decoder.dictionary(bytes);
      return this.kept;
    }
    const batch = this.#decoder.batch(bytes);
    const held = { batch, start: 0, count: batch.rows, bytes: bytes.byteLength };
    this.#batches.push(held);
    this.#rows += held.count;
    this.#received += held.count;
    this.#bytes += held.bytes;
    this.#newest?.add(held);
    this.#shrink();
    return this.kept;
  }

  async end(): Promise<Kept> {
    return this.kept;
  }

  async close(): Promise<void> {
    this.#batches = [];
    this.#newest = undefined;
  }

  /** @throws HeadwaterError where only the newest row of each key is wanted and the result has no key */
  snapshot(order: LiveOrder, compact: boolean): LiveSnapshot {
    const parts = compact ? this.#byKey().parts() : [...this.#batches];
    return new LiveSnapshot(this.schema, parts, order, this.#received);
  }

  #byKey(): NewestOfKey {
    if (this.#newest) return this.#newest;
    const columns = this.schema.fields.flatMap((field, index) => (field.metadata.has(KEY_KEY) ? [index] : []));
    if (columns.length === 0) {
      throw new HeadwaterError({ what: 'Could not show the newest row of each key', why: 'The result does not say which columns are its key.', todo: 'Select the key columns too, or show all rows.', code: 'no-key' });
    }
    this.#newest = new NewestOfKey(this.schema.fields, columns);
    for (const held of this.#batches) this.#newest.add(held);
    return this.#newest;
  }

  #shrink(): void {
    let whole = 0;
    while (whole < this.#batches.length - 1) {
      const oldest = this.#batches[whole];
      if (!oldest || (this.#rows - oldest.count < this.bounds.rows && this.#bytes <= this.bounds.bytes)) break;
      this.#letGo(oldest, oldest.count);
      this.#bytes -= oldest.bytes;
      whole += 1;
    }
    if (whole > 0) this.#batches.splice(0, whole);
    const [oldest] = this.#batches;
    const over = this.#rows - this.bounds.rows;
    if (!oldest || over <= 0) return;
    this.#letGo(oldest, over);
    this.#batches[0] = { ...oldest, start: oldest.start + over, count: oldest.count - over };
  }

  #letGo(held: Held, count: number): void {
    this.#rows -= count;
    this.#newest?.drop({ batch: held.batch, start: held.start, count });
  }
}
