import { DataType, type Field } from 'apache-arrow';
import { dictionaryPieces, isValid, type Piece } from '../../../core/arrow/pieces';

/** Marks the NULLs of a piece with 1 from `at` on; gives their number. What it leaves is not written. */
export type NullMarker = (piece: Piece, marks: Uint8Array, at: number) => number;

export function nullMarker(field: Field): NullMarker {
  const type: unknown = field.type;
  if (DataType.isNull(type)) return all;
  if (DataType.isUnion(type)) return () => 0; // its members have their own
  return DataType.isDictionary(type) ? ofEntries : byBitmap;
}

function all({ count }: Piece, marks: Uint8Array, at: number): number {
  marks.fill(1, at, at + count);
  return count;
}

function byBitmap(piece: Piece, marks: Uint8Array, at: number): number {
  const { data, start, count } = piece;
  if (!data) return all(piece, marks, at);
  const bitmap: unknown = data.nullBitmap;
  if (!(bitmap instanceof Uint8Array) || bitmap.length === 0) return 0;
  let nulls = 0;
  for (let index = 0; index < count; index++) {
    const bit = start + index;
    if (((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) continue;
    marks[at + index] = 1;
    nulls += 1;
  }
  return nulls;
}

function ofEntries(piece: Piece, marks: Uint8Array, at: number): number {
  let nulls = 0;
  for (const part of dictionaryPieces([piece])) {
    for (let index = 0; index < part.count; index++) {
      if (part.data && isValid(part, part.start + index)) continue;
      marks[at + index] = 1;
      nulls += 1;
    }
    at += part.count;
  }
  return nulls;
}
