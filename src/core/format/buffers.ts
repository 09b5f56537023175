import { Data, DataType, type Dictionary, type Field } from 'apache-arrow';

/**
 * Values straight from Arrow buffers. The library's own getters go through JS numbers for several types and lose digits.
 * Every function throws {@link UnreadableCell} where a buffer does not hold what its type promises.
 */

/** A buffer that is missing, of the wrong kind, or too short for the row asked. */
export class UnreadableCell extends Error {
  override readonly name = 'UnreadableCell';
}

export function isNull(data: Data, index: number): boolean {
  const bitmap: unknown = data.nullBitmap;
  if (!(bitmap instanceof Uint8Array) || bitmap.length === 0) return false;
  const bit = data.offset + index;
  return ((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0;
}

export function boolAt(data: Data, index: number): boolean {
  const values: unknown = data.values;
  if (!(values instanceof Uint8Array)) throw new UnreadableCell('no bits');
  const bit = data.offset + index;
  return (found(values[bit >> 3]) & (1 << (bit & 7))) !== 0;
}

/** A value of at most 32 bits, or a float of any width (half floats as their 16 bits). */
export function numberAt(data: Data, index: number): number {
  const values: unknown = data.values;
  if (values instanceof Float64Array || values instanceof Int32Array || values instanceof Float32Array) return found(values[index]);
  if (values instanceof Int8Array || values instanceof Uint8Array || values instanceof Int16Array) return found(values[index]);
  if (values instanceof Uint16Array || values instanceof Uint32Array) return found(values[index]);
  throw new UnreadableCell('no numbers');
}

/** A signed or unsigned 64-bit value. */
export function bigintAt(data: Data, index: number): bigint {
  const values: unknown = data.values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return found(values[index]);
  throw new UnreadableCell('no 64-bit values');
}

/** An integer of any width as a bigint. */
export function integerAt(data: Data, index: number): bigint {
  const values: unknown = data.values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return found(values[index]);
  return BigInt(numberAt(data, index));
}

/** The 32-bit words of a value that is `words` words long, least significant first. */
export function wordsAt(data: Data, index: number, words: number): Int32Array | Uint32Array {
  const values: unknown = data.values;
  if (!(values instanceof Int32Array) && !(values instanceof Uint32Array)) throw new UnreadableCell('no words');
  const part = values.subarray(index * words, (index + 1) * words);
  if (part.length !== words) throw new UnreadableCell('too few words');
  return part;
}

/** The bytes of a value of variable width: a view, not a copy. */
export function bytesAt(data: Data, index: number): Uint8Array {
  const values: unknown = data.values;
  if (!(values instanceof Uint8Array)) throw new UnreadableCell('no bytes');
  const { start, end } = rangeAt(data, index);
  if (end > values.length) throw new UnreadableCell('bytes end early');
  return values.subarray(start, end);
}

export function fixedBytesAt(data: Data, index: number, width: number): Uint8Array {
  const values: unknown = data.values;
  if (!(values instanceof Uint8Array)) throw new UnreadableCell('no bytes');
  const bytes = values.subarray(index * width, (index + 1) * width);
  if (bytes.length !== width) throw new UnreadableCell('bytes end early');
  return bytes;
}

const VIEW_BYTES = 16;
const INLINE_BYTES = 12;

/** The bytes of a Utf8View or BinaryView value: 4 bytes of length, then up to 12 bytes inline or prefix, buffer and offset. */
export function viewBytesAt(data: Data, index: number): Uint8Array {
  const view = fixedBytesAt(data, index, VIEW_BYTES);
  const words = new DataView(view.buffer, view.byteOffset, VIEW_BYTES);
  const length = words.getInt32(0, true);
  if (length < 0) throw new UnreadableCell('negative length');
  if (length <= INLINE_BYTES) return view.subarray(4, 4 + length);
  const start = words.getInt32(12, true);
  const bytes = data.variadicBuffers[words.getInt32(8, true)]?.subarray(start, start + length);
  if (bytes?.length !== length) throw new UnreadableCell('bytes end early');
  return bytes;
}

/** Where a value of variable width or a list stands in its values or its child. */
export function rangeAt(data: Data, index: number): { readonly start: number; readonly end: number } {
  const offsets: unknown = data.valueOffsets;
  if (!(offsets instanceof Int32Array) && !(offsets instanceof BigInt64Array)) throw new UnreadableCell('no offsets');
  const start = Number(found(offsets[index]));
  const end = Number(found(offsets[index + 1]));
  if (start < 0 || end < start) throw new UnreadableCell('offsets run backwards');
  return { start, end };
}

export function childAt(data: Data, child: number): Data {
  return found(data.children[child]);
}

/** The value that a dictionary column points at: chunk and row; `undefined` where it points at nothing. */
export function dictionaryEntry(data: Data, index: number): { readonly data: Data; readonly index: number } | undefined {
  let row = Number(integerAt(data, index));
  if (row < 0) return undefined;
  const chunks: readonly unknown[] = data.dictionary?.data ?? [];
  for (const chunk of chunks) {
    if (!Data.isData(chunk)) throw new UnreadableCell('no dictionary');
    if (row < chunk.length) return { data: chunk, index: row };
    row -= chunk.length;
  }
  return undefined;
}

/** The field of the values that a dictionary field points at, with its metadata. */
export function dictionaryField(field: Field, dictionary: Dictionary): Field {
  const type: unknown = dictionary.dictionary;
  if (!DataType.isDataType(type)) throw new TypeError('A dictionary type without the type of its values.');
  return field.clone({ type });
}

/** The active member of a union. */
export function unionMember(data: Data, index: number, memberOf: Readonly<Record<number, number>>): { readonly member: number; readonly data: Data; readonly index: number } {
  const typeIds: unknown = data.typeIds;
  if (!(typeIds instanceof Int8Array)) throw new UnreadableCell('no type ids');
  const member = found(memberOf[found(typeIds[index])]);
  const offsets: unknown = data.valueOffsets;
  const row = offsets instanceof Int32Array ? found(offsets[index]) : index;
  return { member, data: childAt(data, member), index: row };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new UnreadableCell('the buffer ends early');
  return value;
}
