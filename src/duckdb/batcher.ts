import duckdb from '@duckdb/node-bindings';
import { Schema } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../core/arrow/batchMessage';
import { encodeSchema } from '../core/arrow/messages';
import type { ArrowMessage } from '../core/contract/execution';
import type { MessageMemory } from '../core/contract/memory';
import type { Column } from './columns/column';
import { ColumnMaker } from './columns/make';

/** Large enough that the cost per message vanishes, small enough to be moved between threads without a pause. */
const FULL_BYTES = 4 * 1024 * 1024;

/** Joins DuckDB's chunks of at most 2,048 rows to Arrow batches. */
export class Batcher {
  readonly #columns: readonly Column[];
  readonly #dictionaries: readonly Uint8Array[];
  #rows = 0;

  constructor(
    result: duckdb.Result,
    private readonly fullRows: number,
    private readonly memory: MessageMemory,
  ) {
    const maker = new ColumnMaker();
    this.#columns = Array.from({ length: duckdb.column_count(result) }, (_, index) => maker.make(duckdb.column_name(result, index), duckdb.column_logical_type(result, index)));
    this.#dictionaries = maker.dictionaries;
  }

  /** The messages before the first batch. */
  head(): readonly ArrowMessage[] {
    const schema = encodeSchema(new Schema(this.#columns.map((column) => column.field)));
    return [schema, ...this.#dictionaries.map((bytes) => ({ kind: 'dictionary', bytes }) as const)];
  }

  get rows(): number {
    return this.#rows;
  }

  get full(): boolean {
    return this.#rows >= this.fullRows || this.#columns.reduce((sum, column) => sum + column.bytes, 0) >= FULL_BYTES;
  }

  append(chunk: duckdb.DataChunk): void {
    const rows = duckdb.data_chunk_get_size(chunk);
    this.#columns.forEach((column, index) => column.append(duckdb.data_chunk_get_vector(chunk, index), 0, rows));
    this.#rows += rows;
  }

  /** What was appended since the last call. */
  take(): Extract<ArrowMessage, { kind: 'batch' }> {
    const parts = new BatchParts();
    for (const column of this.#columns) column.write(parts);
    const bytes = encodeBatch(this.#rows, parts, this.memory);
    const rows = this.#rows;
    this.#rows = 0;
    for (const column of this.#columns) column.clear();
    return { kind: 'batch', rows, bytes };
  }
}
