import duckdb from '@duckdb/node-bindings';

/** The few reads of DuckDB's vectors that need care. Layouts are little-endian on every platform that DuckDB has binaries for. */

const validity: (vector: duckdb.Vector, bytes: number) => Uint8Array | null = duckdb.vector_get_validity;

/** The validity bits of the first `rows` rows, least significant bit first; `undefined` where all are valid. A view: gone with its chunk. */
export function validityOf(vector: duckdb.Vector, rows: number): Uint8Array | undefined {
  return rows === 0 ? undefined : (validity(vector, (rows + 7) >> 3) ?? undefined);
}

/** The values of rows `from` to `from + count`, `width` bytes each. A view: gone with its chunk. */
export function valuesOf(vector: duckdb.Vector, from: number, count: number, width: number): Uint8Array {
  if (count === 0) return EMPTY;
  const values = duckdb.vector_get_data(vector, (from + count) * width);
  return from === 0 ? values : values.subarray(from * width);
}

/** Bytes as 32-bit words; copied only where they do not stand on a word boundary. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

const EMPTY = new Uint8Array(0);

export function isValid(bits: Uint8Array | undefined, row: number): boolean {
  return bits === undefined || ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}
