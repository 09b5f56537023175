import type { Data } from 'apache-arrow';
import type { Piece } from '../../../core/arrow/pieces';

/**
 * The values of a column in a form whose order is that of the values: words of 32 bits compared from the first on, or bytes.
 * Equal values have equal keys: −0 is 0, and every NaN is the same and the largest, as in DuckDB and PostgreSQL.
 */
export type KeyReader = WordKeys | ByteKeys;

export interface WordKeys {
  readonly layout: 'words';
  readonly words: number;
  /** Writes the keys of a piece from `at` on, into one array for each word. What it writes for NULLs means nothing. */
  read(piece: Piece, into: readonly Uint32Array[], at: number): void;
}

export interface ByteKeys {
  readonly layout: 'bytes';
  /** May be a view into the column. */
  bytes(data: Data, index: number): Uint8Array;
}
