import { type Data, DataType, type Field, type Union, UnionMode } from 'apache-arrow';
import { viewBytesAt } from '../format/buffers';
import type { BatchParts } from './batchMessage';
import { copyBits, countBits, setBits } from './bits';
import { brokenArrow } from './broken';
import { denseMembers, typeIdsIn } from './denseUnion';
import { childPiece, dictionaryPieces, isValid, memberPieces, offsetsOf, type Piece, rowsOf, valueBytes } from './pieces';
import { fixedWidth } from './width';

/**
 * Writes pieces of a column as one column of a new batch, in the layout of `plainField(field)`.
 * `field` is the field as the pieces have it. Offsets are checked as they are followed.
 */
export function gather(field: Field, pieces: readonly Piece[], out: BatchParts): void {
  gatherType(field.type, pieces, out);
}

function gatherType(type: unknown, pieces: readonly Piece[], out: BatchParts): void {
  if (DataType.isDictionary(type)) {
    gatherType(type.dictionary, dictionaryPieces(pieces), out);
    return;
  }
  const rows = rowsOf(pieces);
  if (DataType.isNull(type)) {
    out.node(rows, rows);
    return;
  }
  if (DataType.isUnion(type)) {
    gatherUnion(type, pieces, rows, out);
    return;
  }
  gatherValidity(pieces, rows, out);
  const width = fixedWidth(type);
  if (width !== undefined) out.buffer(gatherFixed(pieces, rows, width));
  else if (DataType.isBool(type)) out.buffer(gatherBits(pieces, rows));
  else if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) gatherViews(pieces, rows, out);
  else if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) gatherBytes(pieces, rows, out);
  else if (DataType.isFixedSizeList(type)) gatherType(type.children[0]?.type, memberPieces(pieces, 0, type.listSize), out);
  else if (DataType.isStruct(type)) gatherMembers(type.children, pieces, out);
  else if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
    out.buffer(gatherOffsets(pieces, rows));
    gatherType(type.children[0]?.type, pieces.map(childPiece), out);
  } else throw brokenArrow('a column has a type that is not known.');
}

function gatherMembers(fields: readonly Field[], pieces: readonly Piece[], out: BatchParts): void {
  fields.forEach((field, index) => {
    gatherType(field.type, memberPieces(pieces, index), out);
  });
}

const NO_BYTES = new Uint8Array(0);

/** The column's node, and its bitmap where there is a null. */
function gatherValidity(pieces: readonly Piece[], rows: number, out: BatchParts): void {
  if (pieces.every(({ data }) => data !== undefined && bitmapOf(data).length === 0)) {
    out.node(rows, 0).buffer(NO_BYTES);
    return;
  }
  const bitmap = new Uint8Array((rows + 7) >> 3);
  let at = 0;
  for (const { data, start, count } of pieces) {
    const from = data ? bitmapOf(data) : undefined;
    if (from?.length === 0) setBits(bitmap, at, count);
    else if (from) copyBits(from, start, bitmap, at, count);
    at += count;
  }
  const nulls = rows - countBits(bitmap, 0, rows);
  out.node(rows, nulls).buffer(nulls === 0 ? NO_BYTES : bitmap);
}

function bitmapOf(data: Data): Uint8Array {
  const bitmap: unknown = data.nullBitmap;
  return bitmap instanceof Uint8Array ? bitmap : NO_BYTES;
}

/** One piece is passed on as it stands: the batch is copied together once, at the end. */
function gatherFixed(pieces: readonly Piece[], rows: number, width: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only?.data) return valueBytes(only.data).subarray(only.start * width, (only.start + only.count) * width);
  const values = new Uint8Array(rows * width);
  let at = 0;
  for (const { data, start, count } of pieces) {
    if (data) values.set(valueBytes(data).subarray(start * width, (start + count) * width), at);
    at += count * width;
  }
  return values;
}

function gatherBits(pieces: readonly Piece[], rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  let at = 0;
  for (const { data, start, count } of pieces) {
    if (data) copyBits(valueBytes(data), start, bits, at, count);
    at += count;
  }
  return bits;
}

/** Offsets from zero for strings and lists. */
function gatherOffsets(pieces: readonly Piece[], rows: number): Uint8Array {
  const [only] = pieces;
  const whole = pieces.length === 1 && only?.data ? offsetsOf(only.data) : undefined;
  if (only && whole instanceof Int32Array) return fromZero(whole.subarray(only.start, only.start + rows + 1), rows);
  const out = new Int32Array(rows + 1);
  let row = 0;
  let end = 0;
  for (const { data, start, count } of pieces) {
    const offsets = data ? offsetsOf(data) : undefined;
    let before = offsets ? Number(offsets[start] ?? 0) : 0;
    for (let index = 1; index <= count; index++) {
      const offset = offsets ? Number(offsets[start + index] ?? -1) : before;
      if (offset < before) throw brokenArrow('the offsets of a column run backwards.');
      end += offset - before;
      before = offset;
      out[++row] = end;
    }
  }
  return new Uint8Array(out.buffer);
}

/** The same offsets where they start at zero already. */
function fromZero(offsets: Int32Array, rows: number): Uint8Array {
  const first = offsets[0] ?? 0;
  let before = first;
  let backwards = offsets.length !== rows + 1;
  for (let row = 1; row < offsets.length; row++) {
    const offset = offsets[row] ?? 0;
    if (offset < before) backwards = true;
    before = offset;
  }
  if (backwards) throw brokenArrow('the offsets of a column run backwards.');
  const shifted = first === 0 ? offsets : offsets.map((offset) => offset - first);
  return new Uint8Array(shifted.buffer, shifted.byteOffset, shifted.byteLength);
}

function gatherBytes(pieces: readonly Piece[], rows: number, out: BatchParts): void {
  const parts: Uint8Array[] = [];
  for (const { data, start, count } of pieces) {
    if (!data) continue;
    const offsets = offsetsOf(data);
    const [from, to] = [Number(offsets[start] ?? 0), Number(offsets[start + count] ?? -1)];
    const bytes = valueBytes(data);
    if (from < 0 || to < from || to > bytes.length) throw brokenArrow('the offsets of a column reach beyond its values.');
    parts.push(bytes.subarray(from, to));
  }
  out.buffer(gatherOffsets(pieces, rows)).buffer(joined(parts));
}

function gatherViews(pieces: readonly Piece[], rows: number, out: BatchParts): void {
  const offsets = new Int32Array(rows + 1);
  const parts: Uint8Array[] = [];
  let row = 0;
  let end = 0;
  for (const piece of pieces) {
    for (let index = piece.start; index < piece.start + piece.count; index++) {
      if (piece.data && isValid(piece, index)) {
        const bytes = viewBytesAt(piece.data, index);
        parts.push(bytes);
        end += bytes.length;
      }
      offsets[++row] = end;
    }
  }
  out.buffer(new Uint8Array(offsets.buffer)).buffer(joined(parts));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function gatherUnion(type: Union, pieces: readonly Piece[], rows: number, out: BatchParts): void {
  out.node(rows, 0).buffer(new Uint8Array(typeIdsIn(type, pieces).buffer));
  if (type.mode === UnionMode.Sparse) {
    gatherMembers(type.children, pieces, out);
    return;
  }
  const { offsets, lists } = denseMembers(type, pieces);
  out.buffer(new Uint8Array(offsets.buffer));
  type.children.forEach((field, index) => {
    gatherType(field.type, lists[index]?.pieces ?? [], out);
  });
}
