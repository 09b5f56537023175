import { DataType } from 'apache-arrow';
import type { Piece } from '../../../core/arrow/pieces';
import { HeadwaterError } from '../../../core/errors';
import { kindOf } from '../../../core/format/metadata';
import type { Pacer } from '../pacer';
import { rankBytes } from '../sort/rankBytes';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { ByteArena } from './byteArena';
import { eachPiece } from './eachPiece';
import { keyReader } from './keyReader';
import { nullMarker } from './nulls';
import { shortKeys } from './shortKeys';

/** The keys of some rows of one column, by their place among these rows. */
export interface ColumnKeys {
  readonly count: number;
  /** The most significant first. Those of NULLs are 0. Keys of text and bytes are the bytes themselves where all are short, else their ranks. */
  readonly words: readonly Uint32Array[];
  /** 1 for each NULL; absent where there is none. */
  readonly nulls: Uint8Array | undefined;
  readonly nullCount: number;
}

/** Bytes of text and binary values that are compared at once: an array cannot hold more. */
const MOST_BYTES = 2 ** 31;

/**
 * @param among rows in ascending order; absent = all
 * @throws HeadwaterError where the values are too large together, CancelledError
 */
export async function readKeys(rows: Rows, column: number, among: Uint32Array | undefined, pacer: Pacer): Promise<ColumnKeys> {
  const field = fieldAt(rows, column);
  const reader = keyReader(field);
  const markNulls = nullMarker(field);
  const count = among?.length ?? rows.rows;
  const nulls = new Uint8Array(count);
  const words = Array.from({ length: reader.layout === 'words' ? reader.words : 0 }, () => new Uint32Array(count));
  const arena = new ByteArena(reader.layout === 'bytes' ? count : 0);
  const inRow = kindOf(field) === undefined && (DataType.isUtf8(field.type) || DataType.isBinary(field.type));
  let nullCount = 0;
  await eachPiece(rows, column, among, pacer, (piece, at) => {
    const empty = markNulls(piece, nulls, at);
    nullCount += empty;
    if (reader.layout === 'words') {
      reader.read(piece, words, at);
      if (empty > 0) clearNulls(words, nulls, at, piece.count);
      return;
    }
    const added = empty === 0 && inRow && addedAtOnce(arena, piece);
    for (let index = 0; !added && index < piece.count; index++) {
      if (piece.data && nulls[at + index] === 0) arena.add(reader.bytes(piece.data, piece.start + index));
      else arena.skip();
    }
    if (arena.bytes > MOST_BYTES) throw tooLarge(field.name);
  });
  const marks = nullCount > 0 ? nulls : undefined;
  return { count, words: reader.layout === 'words' ? words : ((await shortKeys(arena, pacer)) ?? [await rankBytes(arena, pacer)]), nulls: marks, nullCount };
}

function addedAtOnce(arena: ByteArena, { data, start, count }: Piece): boolean {
  const values: unknown = data?.values;
  const offsets: unknown = data?.valueOffsets;
  return values instanceof Uint8Array && offsets instanceof Int32Array && arena.addRow(values, offsets, start, count);
}

function clearNulls(words: readonly Uint32Array[], nulls: Uint8Array, from: number, count: number): void {
  for (const word of words) for (let at = from; at < from + count; at++) if (nulls[at] === 1) word[at] = 0;
}

function tooLarge(column: string): HeadwaterError {
  return new HeadwaterError({
    what: `Could not order the values of \`${column}\``,
    why: 'They are more than 2 GiB together.',
    todo: 'Filter the rows first, or order them in the statement.',
    code: 'too-large',
  });
}
