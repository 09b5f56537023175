import type { Schema } from 'apache-arrow';
import type { Codecs } from '../../../core/arrow/compression';
import { type ArrowBatch, ArrowDecoder } from '../../../core/arrow/decode';
import type { Dictionaries } from '../../../core/arrow/loadColumn';
import { Lru } from './lru';
import type { MessageLog } from './messageLog';
import { type RowSpan, RowIndex } from './rowIndex';
import type { Rows } from './rows';

/** What is kept of a result so far. */
export interface Kept {
  readonly rows: number;
  /** Arrow bytes taken in. */
  readonly bytes: number;
  /** Of these, in a spill file. */
  readonly spilledBytes: number;
  /** Why no more rows can be kept, in words. */
  readonly full?: string;
  /** Of a result of which only the newest rows are kept. */
  readonly ring?: { readonly kept: number; readonly dropped: number };
}

/** Rows of one batch that a range touches, in order. */
export interface BatchSpan extends RowSpan {
  readonly batch: ArrowBatch;
}

/** Decoded batches of the spill file that are kept for the next windows. */
const DECODED_BYTES = 48 * 1024 * 1024;

/** One result: its messages, where its rows stand in them, and the batches decoded so far. */
export class ResultStore implements Rows {
  readonly schema: Schema;
  readonly #decoder: ArrowDecoder;
  readonly #index = new RowIndex();
  /** Message and dictionaries of each batch. */
  readonly #batches: { readonly message: number; readonly dictionaries: Dictionaries; resident?: ArrowBatch }[] = [];
  readonly #decoded = new Lru<ArrowBatch>(DECODED_BYTES);
  readonly #rowsOf = new Map<number, number>();
  #replaced = false;
  #adding: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: MessageLog,
    codecs: Codecs,
  ) {
    this.#decoder = new ArrowDecoder(log.schema, codecs);
    this.schema = this.#decoder.schema;
  }

  get rows(): number {
    return this.#index.rows;
  }

  get onDisk(): boolean {
    return this.log.spilledBytes > 0;
  }

  get batchCount(): number {
    return this.#batches.length;
  }

  /** Whether some dictionary has held different values in the course of the result, which an Arrow file cannot say. */
  get dictionariesReplaced(): boolean {
    return this.#replaced;
  }

  get messages(): MessageLog {
    return this.log;
  }

  /** Rows of a message of the log; 0 for a dictionary. */
  rowsOfMessage(message: number): number {
    return this.#rowsOf.get(message) ?? 0;
  }

  get kept(): Kept {
    const { bytes, spilledBytes, full } = this.log;
    return { rows: this.rows, bytes, spilledBytes, ...(full === undefined ? {} : { full }) };
  }

  /**
   * Takes a dictionary or a batch; rows beyond `most` are left out. One at a time, in order.
   * @throws HeadwaterError where the message is broken or the disk fails; what was kept before stays
   */
  append(kind: 'dictionary' | 'batch', bytes: Uint8Array, most: number): Promise<Kept> {
    const added = this.#adding.then(() => (kind === 'batch' ? this.#addBatch(bytes, most) : this.#addDictionary(bytes)));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  async end(): Promise<Kept> {
    await this.#adding;
    await this.log.end();
    return this.kept;
  }

  async close(): Promise<void> {
    await this.#adding;
    this.#decoded.clear();
    this.#batches.length = 0;
    await this.log.close();
  }

  /** The batches that hold these rows, all at once: for ranges that are small. */
  async spans(row: number, rows: number): Promise<readonly BatchSpan[]> {
    const spans: BatchSpan[] = [];
    for (const span of this.#index.spans(row, rows)) {
      const batch = this.batch(span.batchIndex);
      spans.push({ ...span, batch: batch instanceof Promise ? await batch : batch });
    }
    return spans;
  }

  /** The same one by one, so that a range of any size holds one batch at a time. */
  async *eachSpan(row: number, rows: number): AsyncIterable<BatchSpan> {
    for (const span of this.#index.spans(row, rows)) yield { ...span, batch: await this.batch(span.batchIndex) };
  }

  /** A decoded batch; at once where it is in memory. */
  batch(index: number): ArrowBatch | Promise<ArrowBatch> {
    const entry = this.#batches[index];
    if (!entry) throw new RangeError(`There is no batch ${index}.`);
    const { message, dictionaries } = entry;
    const inMemory = this.log.isInMemory(message);
    if (!inMemory) delete entry.resident;
    const known = entry.resident ?? this.#decoded.get(index);
    if (known) return known;
    const bytes = this.log.read(message);
    if (!(bytes instanceof Promise)) return (entry.resident = this.#decoder.batch(bytes, dictionaries));
    return bytes.then((read) => {
      const batch = this.#decoder.batch(read, dictionaries);
      this.#decoded.set(index, batch, read.byteLength);
      return batch;
    });
  }

  async #addDictionary(bytes: Uint8Array): Promise<Kept> {
    const { replaced } = this.#decoder.dictionary(bytes);
    if (replaced) this.#replaced = true;
    await this.log.add('dictionary', bytes);
    return this.kept;
  }

  async #addBatch(bytes: Uint8Array, most: number): Promise<Kept> {
    const batch = this.#decoder.batch(bytes);
    const rows = Math.min(batch.rows, Math.max(most - this.rows, 0));
    if (rows === 0 || this.log.full !== undefined) return this.kept;
    if (rows < batch.rows) batch.truncate(rows);
    const message = this.log.length;
    const { dictionaries } = this.#decoder;
    try {
      await this.log.add('batch', bytes);
    } finally {
      // A disk that fails leaves the message in memory.
      if (this.log.length > message) {
        this.#batches.push({ message, dictionaries });
        this.#rowsOf.set(message, rows);
        this.#index.add(rows);
      }
    }
    return this.kept;
  }
}
