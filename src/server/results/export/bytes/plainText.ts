import { type Data, DataType, type Field } from 'apache-arrow';
import { isDisplayText, kindOf } from '../../../../core/format/metadata';
import type { TextBytes } from './textBytes';

/** Whether values of the column are texts in one piece of memory, shown as they are. */
export function isPlainText(field: Field): boolean {
  return DataType.isUtf8(field.type) && kindOf(field) === undefined && !isDisplayText(field);
}

/**
 * Copies the text of a value of Utf8 as it is. False, with nothing written, where one of its bytes is marked in `special`: it needs a closer look then.
 * @param special 1 for each such byte
 */
export function copyPlain(data: Data, index: number, special: Uint8Array, out: TextBytes): boolean {
  const values: unknown = data.values;
  const offsets: unknown = data.valueOffsets;
  if (!(values instanceof Uint8Array) || !(offsets instanceof Int32Array)) return false;
  const start = offsets[index] ?? -1;
  const end = offsets[index + 1] ?? -1;
  // Broken offsets are told of by the way that reads text.
  if (start < 0 || end < start || end > values.length) return false;
  out.room(end - start);
  const { bytes } = out;
  let to = out.length;
  for (let from = start; from < end; from++) {
    const byte = values[from] ?? 0;
    if (special[byte] === 1) return false;
    bytes[to++] = byte;
  }
  out.length = to;
  return true;
}

/** Marks these bytes, and all that are not ASCII. */
export function specialBytes(...bytes: readonly number[]): Uint8Array {
  const special = new Uint8Array(256).fill(1, 128);
  for (const byte of bytes) special[byte] = 1;
  return special;
}
