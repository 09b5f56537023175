import duckdb from '@duckdb/node-bindings';
import { ArrowDecoder } from '../../core/arrow/decode';
import { nodeCodecs } from '../../core/arrow/nodeCodecs';
import type { BatchSource } from './batchSource';
import { distinctNames, type FillMode, makeFill } from './make';
import { CHUNK_ROWS, type VectorFill } from './vectorFill';

type Batch = ReturnType<ArrowDecoder['batch']>;

/** A table function over a stream of Arrow messages: each batch is read once, in order, by one thread. */
export class BatchTable {
  readonly #decoder: ArrowDecoder;
  readonly #fills: readonly VectorFill[];
  #batch: Batch | undefined;
  #at = 0;
  #rows = 0;
  #error: unknown;

  /** @param source whose first message is the schema */
  constructor(
    private source: Pick<BatchSource, 'next'>,
    mode: FillMode = 'parquet',
  ) {
    const first = source.next();
    if (first.kind !== 'schema') throw new Error(first.kind === 'broken' ? first.message : 'The rows have no schema.');
    this.#decoder = new ArrowDecoder(first.bytes, nodeCodecs());
    this.#fills = this.#decoder.schema.fields.map((field) => makeFill(field, mode));
  }

  /** Reads from another source of the same schema. */
  restart(source: Pick<BatchSource, 'next'>): void {
    source.next();
    this.source = source;
    this.#batch = undefined;
  }

  get rows(): number {
    return this.#rows;
  }

  /** What ended the stream before its time; kept here because DuckDB keeps only a text. */
  get error(): unknown {
    return this.#error;
  }

  /** `SELECT` of all columns under their names, made distinct as Parquet readers want them. */
  select(name: string): string {
    const names = distinctNames(this.#decoder.schema.fields.map((field) => field.name));
    const columns = names.map((column, index) => `c${index} AS "${column.replaceAll('"', '""')}"`);
    return `SELECT ${columns.join(', ')} FROM ${name}()`;
  }

  register(connection: duckdb.Connection, name: string): void {
    const table = duckdb.create_table_function();
    duckdb.table_function_set_name(table, name);
    duckdb.table_function_set_bind(table, (info) => {
      this.#fills.forEach((fill, index) => duckdb.bind_add_result_column(info, `c${index}`, fill.type));
    });
    duckdb.table_function_set_init(table, (info) => {
      duckdb.init_set_max_threads(info, 1);
    });
    duckdb.table_function_set_function(table, (info, chunk) => {
      try {
        duckdb.data_chunk_set_size(chunk, this.#fill(chunk));
      } catch (error) {
        this.#error = error;
        duckdb.data_chunk_set_size(chunk, 0);
        duckdb.function_set_error(info, error instanceof Error ? error.message : String(error));
      }
    });
    duckdb.register_table_function(connection, table);
  }

  /** Rows written to the chunk; 0 at the end. */
  #fill(chunk: duckdb.DataChunk): number {
    const batch = this.#current();
    if (!batch) return 0;
    const count = Math.min(CHUNK_ROWS, batch.rows - this.#at);
    this.#fills.forEach((fill, index) => {
      fill.fill(duckdb.data_chunk_get_vector(chunk, index), batch.column(index), this.#at, count);
    });
    this.#at += count;
    this.#rows += count;
    return count;
  }

  #current(): Batch | undefined {
    while (!this.#batch || this.#at >= this.#batch.rows) {
      const message = this.source.next();
      switch (message.kind) {
        case 'batch':
          this.#batch = this.#decoder.batch(message.bytes);
          this.#at = 0;
          break;
        case 'dictionary':
          this.#decoder.dictionary(message.bytes);
          break;
        case 'broken':
          throw new Error(message.message);
        case 'end':
          this.#batch = undefined;
          return undefined;
        case 'schema':
          throw new Error('The rows have two schemas.');
      }
    }
    return this.#batch;
  }
}
