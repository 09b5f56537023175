import type { Data, Field } from 'apache-arrow';
import { measure } from '../../../core/arrow/measure';
import { bytesAt, UnreadableCell, viewBytesAt } from '../../../core/format/buffers';

/** Bytes of one value: of strings and binary values their own length, of others about what they take in Arrow. */
export function valueSize(field: Field, data: Data, index: number): number {
  return rawBytes(data, index)?.length ?? Math.ceil(measure(field, [{ data, start: index, count: 1 }]));
}

/** The bytes of a string or binary value; `undefined` for other types. */
export function rawBytes(data: Data, index: number): Uint8Array | undefined {
  try {
    return data.variadicBuffers.length > 0 ? viewBytesAt(data, index) : bytesAt(data, index);
  } catch (error) {
    if (error instanceof UnreadableCell) return undefined;
    throw error;
  }
}
