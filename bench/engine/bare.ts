import duckdb from '@duckdb/node-bindings';

const CHUNK = 2048;

/** Columns a, f, ts, s of one batch, as they lie in memory. */
interface BareBatch {
  readonly rows: number;
  readonly numbers: readonly ArrayBuffer[];
  readonly text: Uint8Array;
  /** Bytes of each text. */
  readonly width: number;
}

/**
 * The least that filling a table function from Node can cost: one batch from memory again and again, in the thread that DuckDB calls,
 * without a source, messages, decoding or checks.
 * @returns million rows a second for each list of aggregates
 */
export async function bareRates(selects: readonly string[], rows: number, runs: number): Promise<readonly number[]> {
  const database = await duckdb.open(':memory:', config());
  const connection = await duckdb.connect(database);
  register(connection, makeBatch(65_536), rows);
  const rates: number[] = [];
  for (const select of selects) {
    const times: number[] = [];
    for (let turn = 0; turn < runs; turn++) {
      const started = performance.now();
      await duckdb.query(connection, `SELECT ${select} FROM bare()`);
      times.push(performance.now() - started);
    }
    rates.push(rows / (times.toSorted((one, other) => one - other)[runs >> 1] ?? NaN) / 1000);
  }
  duckdb.disconnect_sync(connection);
  duckdb.close_sync(database);
  return rates;
}

function config(): duckdb.Config {
  const made = duckdb.create_config();
  duckdb.set_config(made, 'threads', '2');
  return made;
}

function makeBatch(rows: number): BareBatch {
  const numbers = [BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)), Float64Array.from({ length: rows }, (_, row) => row / 2), BigInt64Array.from({ length: rows }, (_, row) => BigInt(row) * 1_000_000n)];
  const texts = Array.from({ length: rows }, (_, row) => `row-value-${String(row).padStart(8, '0')}`);
  return { rows, numbers: numbers.map(({ buffer }) => buffer), text: new TextEncoder().encode(texts.join('')), width: 18 };
}

function register(connection: duckdb.Connection, batch: BareBatch, rows: number): void {
  const table = duckdb.create_table_function();
  duckdb.table_function_set_name(table, 'bare');
  duckdb.table_function_supports_projection_pushdown(table, true);
  duckdb.table_function_set_bind(table, (info) => {
    [duckdb.Type.BIGINT, duckdb.Type.DOUBLE, duckdb.Type.TIMESTAMP, duckdb.Type.VARCHAR].forEach((type, index) => duckdb.bind_add_result_column(info, ['a', 'f', 'ts', 's'][index] ?? '', duckdb.create_logical_type(type)));
  });
  duckdb.table_function_set_init(table, (info) => {
    const columns = Array.from({ length: duckdb.init_get_column_count(info) }, (_, index) => duckdb.init_get_column_index(info, index));
    duckdb.init_set_init_data(info, new BareScan(batch, rows, columns));
    duckdb.init_set_max_threads(info, 4);
  });
  duckdb.table_function_set_function(table, (info, chunk) => {
    const scan = duckdb.function_get_init_data(info);
    if (scan instanceof BareScan) scan.fill(chunk);
  });
  duckdb.register_table_function(connection, table);
}

class BareScan {
  #at = 0;
  readonly #headers = new Uint32Array(CHUNK * 4);

  constructor(
    private readonly batch: BareBatch,
    private readonly rows: number,
    private readonly columns: readonly number[],
  ) {}

  fill(chunk: duckdb.DataChunk): void {
    const from = this.#at % this.batch.rows;
    const count = Math.min(CHUNK, this.rows - this.#at, this.batch.rows - from);
    duckdb.data_chunk_set_size(chunk, count);
    if (count === 0) return;
    this.columns.forEach((column, index) => {
      const vector = duckdb.data_chunk_get_vector(chunk, index);
      const numbers = this.batch.numbers[column];
      if (numbers) duckdb.copy_data_to_vector(vector, 0, numbers, from * 8, count * 8);
      else this.#texts(vector, from, count);
    });
    this.#at += count;
  }

  /** All bytes at once into the vector's own heap, then the headers that point at them. */
  #texts(vector: duckdb.Vector, from: number, count: number): void {
    const { text, width } = this.batch;
    duckdb.vector_assign_string_element_len(vector, 0, text.subarray(from * width, (from + count) * width));
    const header = duckdb.vector_get_data(vector, 16);
    const view = new DataView(header.buffer, header.byteOffset, 16);
    const [low, high] = [view.getUint32(8, true), view.getUint32(12, true)];
    const bytes = new DataView(text.buffer, text.byteOffset, text.byteLength);
    const words = this.#headers;
    for (let row = 0, word = 0; row < count; row++, word += 4) {
      words[word] = width;
      words[word + 1] = bytes.getUint32((from + row) * width, true);
      words[word + 2] = (low + row * width) | 0;
      words[word + 3] = low + row * width >= 2 ** 32 ? high + 1 : high;
    }
    duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, count * 16);
  }
}
