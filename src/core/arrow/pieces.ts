import type { Data } from 'apache-arrow';
import { dictionaryEntry, isNull } from '../format/buffers';
import { bitAt } from './bits';
import { brokenArrow } from './broken';

/** `count` values of one column from `start` on; without data they are nulls. A window is a list of pieces, one per batch that it touches. */
export interface Piece {
  readonly data: Data | undefined;
  readonly start: number;
  readonly count: number;
}

export function rowsOf(pieces: readonly Piece[]): number {
  let rows = 0;
  for (const piece of pieces) rows += piece.count;
  return rows;
}

/** Gathers pieces value by value, joining neighbours. */
export class PieceList {
  readonly pieces: Piece[] = [];

  add(data: Data | undefined, start: number): void {
    const last = this.pieces.at(-1);
    if (last && last.data === data && (data === undefined || last.start + last.count === start)) this.pieces[this.pieces.length - 1] = { data, start: last.start, count: last.count + 1 };
    else this.pieces.push({ data, start, count: 1 });
  }
}

/** The values that the pieces of a dictionary column point at. */
export function dictionaryPieces(pieces: readonly Piece[]): readonly Piece[] {
  const list = new PieceList();
  for (const { data, start, count } of pieces) {
    for (let index = start; index < start + count; index++) {
      const entry = data && !isNull(data, index) ? dictionaryEntry(data, index) : undefined;
      list.add(entry?.data, entry?.index ?? 0);
    }
  }
  return list.pieces;
}

/** Offsets of a column of variable width. */
export function offsetsOf(data: Data): Int32Array | BigInt64Array {
  const offsets: unknown = data.valueOffsets;
  if (offsets instanceof Int32Array || offsets instanceof BigInt64Array) return offsets;
  throw brokenArrow('a column has no offsets.');
}

/** The piece of a list's child that holds the values of these lists. */
export function childPiece({ data, start, count }: Piece): Piece {
  if (!data) return { data: undefined, start: 0, count: 0 };
  const offsets = offsetsOf(data);
  const from = Number(offsets[start] ?? 0);
  const to = Number(offsets[start + count] ?? 0);
  if (from < 0 || to < from || to > (data.children[0]?.length ?? 0)) throw brokenArrow('the offsets of a list reach beyond its values.');
  return { data: data.children[0], start: from, count: to - from };
}

/** The same rows of a child, `size` values each. */
export function memberPieces(pieces: readonly Piece[], child: number, size = 1): readonly Piece[] {
  return pieces.map(({ data, start, count }) => ({ data: data?.children[child], start: start * size, count: count * size }));
}

export function isValid({ data }: Piece, index: number): boolean {
  if (!data) return false;
  const bitmap: unknown = data.nullBitmap;
  return !(bitmap instanceof Uint8Array) || bitmap.length === 0 || bitAt(bitmap, index);
}

/** The bytes behind the values of a column. */
export function valueBytes(data: Data): Uint8Array {
  const values: unknown = data.values;
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  throw brokenArrow('a column has no values.');
}
