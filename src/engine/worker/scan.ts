import duckdb from '@duckdb/node-bindings';
import type { ArrowBatch } from '../../core/arrow/decode';
import { HeadwaterError } from '../../core/errors';
import type { BatchSource } from '../../duckdb/fill/batchSource';
import { CHUNK_ROWS, type VectorFill } from '../../duckdb/fill/vectorFill';
import type { KeyNotes } from './keyNotes';
import type { ScanShape, StreamReader } from './scanShape';

/** What ended a scan; every thread of DuckDB asks once more after the end. */
type End = { readonly kind: 'end' } | { readonly kind: 'error'; readonly message: string };

/** One reading of a reference: batches from the other thread, cut into DuckDB's chunks. */
export class Scan {
  #reader: StreamReader | undefined;
  #batch: ArrowBatch | undefined;
  /** Of the batch, unless something else still looks at it. */
  #bytes: Uint8Array | undefined;
  #at = 0;
  #end: End | undefined;

  /**
   * @param shape the columns that DuckDB expects
   * @param unused how many columns DuckDB expects that nobody reads: only the number of rows counts then
   */
  constructor(
    private readonly source: BatchSource,
    private readonly shape: ScanShape,
    private readonly unused: boolean,
    private readonly notes: KeyNotes | undefined,
  ) {}

  /** Fills a chunk; blocks the thread until there are rows. @throws Error with the source's text */
  fill(chunk: duckdb.DataChunk): void {
    const count = this.#ready();
    if (this.unused) emptyColumns(chunk, count);
    else for (const [index, fill] of (this.#reader?.fills ?? []).entries()) this.#fillColumn(chunk, index, fill, count);
    this.#at += count;
    duckdb.data_chunk_set_size(chunk, count);
  }

  #fillColumn(chunk: duckdb.DataChunk, index: number, fill: VectorFill, count: number): void {
    if (count > 0 && this.#batch) fill.fill(duckdb.data_chunk_get_vector(chunk, index), this.#batch.column(index), this.#at, count);
  }

  /** Rows that the next chunk can take from the current batch; 0 at the end. */
  #ready(): number {
    while (!this.#end && (!this.#batch || this.#at >= this.#batch.rows)) this.#advance();
    if (this.#end?.kind === 'error') throw new Error(this.#end.message);
    return this.#end || !this.#batch ? 0 : Math.min(CHUNK_ROWS, this.#batch.rows - this.#at);
  }

  #advance(): void {
    this.#letGo();
    try {
      const message = this.source.next();
      switch (message.kind) {
        case 'schema':
          this.#reader = this.shape.reader(message.bytes, this.unused);
          return;
        case 'dictionary':
          this.#started().decoder.dictionary(message.bytes);
          return;
        case 'batch':
          this.#batch = this.#started().decoder.batch(message.bytes);
          this.#at = 0;
          if (this.notes) this.notes.add(this.#batch);
          else this.#bytes = message.bytes;
          return;
        case 'broken':
          this.#end = { kind: 'error', message: message.message };
          return;
        case 'end':
          this.notes?.end();
          this.#end = { kind: 'end' };
      }
    } catch (error) {
      const message = error instanceof HeadwaterError ? error.failure.why : error instanceof Error ? error.message : String(error);
      this.#end = { kind: 'error', message };
    }
  }

  /** All rows of the batch are in DuckDB's own memory. */
  #letGo(): void {
    const bytes = this.#bytes;
    this.#batch = this.#bytes = undefined;
    if (bytes) this.source.done(bytes);
  }

  #started(): StreamReader {
    if (!this.#reader) throw new Error('The rows have no schema.');
    return this.#reader;
  }
}

/** Nobody reads them, but what stands there must be values. */
function emptyColumns(chunk: duckdb.DataChunk, count: number): void {
  const bits = new Uint8Array((count + 7) >> 3);
  for (let index = 0; index < duckdb.data_chunk_get_column_count(chunk) && count > 0; index++) {
    const vector = duckdb.data_chunk_get_vector(chunk, index);
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
  }
}
