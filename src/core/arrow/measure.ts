import { DataType, type Field, type Union, UnionMode } from 'apache-arrow';
import { viewBytesAt } from '../format/buffers';
import { denseMembers } from './denseUnion';
import { childPiece, dictionaryPieces, isValid, memberPieces, offsetsOf, type Piece, rowsOf } from './pieces';
import { fixedWidth } from './width';

/** Bytes that a node and a buffer take in a batch's header, and what alignment may add to a buffer. */
const NODE = 16;
const BUFFER = 16 + 7;

/** At most how many bytes `gather` of the same arguments adds to a batch, header included. Costs no copy. */
export function measure(field: Field, pieces: readonly Piece[]): number {
  return measureType(field.type, pieces, rowsOf(pieces));
}

function measureType(type: unknown, pieces: readonly Piece[], rows: number): number {
  if (DataType.isNull(type)) return NODE;
  if (DataType.isDictionary(type)) return measureType(type.dictionary, dictionaryPieces(pieces), rows);
  const bitmap = NODE + BUFFER + rows / 8;
  const width = fixedWidth(type);
  if (width !== undefined) return bitmap + BUFFER + rows * width;
  if (DataType.isBool(type)) return bitmap + BUFFER + rows / 8;
  const offsets = BUFFER + (rows + 1) * 4;
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return bitmap + offsets + BUFFER + sum(pieces, viewSize);
  if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) {
    return bitmap + offsets + BUFFER + sum(pieces, byteSize);
  }
  if (DataType.isFixedSizeList(type)) return bitmap + measureType(type.children[0]?.type, memberPieces(pieces, 0, type.listSize), rows * type.listSize);
  if (DataType.isStruct(type)) return bitmap + members(type.children, pieces, rows);
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
    const children = pieces.map(childPiece);
    return bitmap + offsets + measureType(type.children[0]?.type, children, rowsOf(children));
  }
  if (DataType.isUnion(type)) return bitmap + offsets + unionMembers(type, pieces, rows);
  return bitmap;
}

function members(fields: readonly Field[], pieces: readonly Piece[], rows: number): number {
  return fields.reduce((size, field, index) => size + measureType(field.type, memberPieces(pieces, index), rows), 0);
}

function unionMembers(type: Union, pieces: readonly Piece[], rows: number): number {
  if (type.mode === UnionMode.Sparse) return members(type.children, pieces, rows);
  const { lists } = denseMembers(type, pieces);
  return type.children.reduce((size, field, index) => {
    const held = lists[index]?.pieces ?? [];
    return size + measureType(field.type, held, rowsOf(held));
  }, 0);
}

function byteSize({ data, start, count }: Piece): number {
  if (!data || count === 0) return 0;
  const offsets = offsetsOf(data);
  return Math.max(Number(offsets[start + count] ?? 0) - Number(offsets[start] ?? 0), 0);
}

function viewSize(piece: Piece): number {
  const { data, start, count } = piece;
  let size = 0;
  if (!data) return size;
  for (let index = start; index < start + count; index++) if (isValid(piece, index)) size += viewBytesAt(data, index).length;
  return size;
}

function sum(pieces: readonly Piece[], size: (piece: Piece) => number): number {
  return pieces.reduce((total, piece) => total + size(piece), 0);
}
