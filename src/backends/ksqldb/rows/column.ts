import type { BatchParts } from '../../../core/arrow/batchMessage';
import type { JsonCursor } from './jsonCursor';

/** Memory of a column that is larger than this is let go when the column is emptied. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** Collects the values of one Arrow column, straight from JSON bytes. */
export abstract class Column {
  length = 0;
  #nulls = new Int32Array(64);
  #nullCount = 0;

  /** Reads the value that begins at the cursor, white space skipped, and appends it. @throws Incomplete, JsonError; then {@link truncate} it */
  abstract read(from: JsonCursor): void;

  /** Bytes that the values take, about. */
  abstract get size(): number;

  appendNull(): void {
    if (this.#nullCount === this.#nulls.length) this.#nulls = grown(this.#nulls, this.#nullCount * 2);
    this.#nulls[this.#nullCount++] = this.length;
    this.blank();
    this.length += 1;
  }

  /** Takes back what stands behind the first `length` values, also of a value read by half. */
  truncate(length: number): void {
    while (this.#nullCount > 0 && (this.#nulls[this.#nullCount - 1] ?? 0) >= length) this.#nullCount -= 1;
    this.length = length;
    this.cut();
  }

  /** Puts node and buffers out, over this column's own memory: empty it only when they have been copied. */
  finish(out: BatchParts): void {
    out.node(this.length, this.#nullCount).buffer(this.#validity());
    this.buffers(out);
  }

  /** A value in the place of a null. */
  protected abstract blank(): void;
  /** After {@link length} has become smaller. */
  protected abstract cut(): void;
  protected abstract buffers(out: BatchParts): void;

  #validity(): Uint8Array {
    if (this.#nullCount === 0) return new Uint8Array(0);
    const bits = new Uint8Array((this.length + 7) >> 3).fill(0xff);
    if ((this.length & 7) !== 0) bits[bits.length - 1] = (1 << (this.length & 7)) - 1;
    for (let index = 0; index < this.#nullCount; index++) {
      const row = this.#nulls[index] ?? 0;
      bits[row >> 3] = (bits[row >> 3] ?? 0) & ~(1 << (row & 7));
    }
    return bits;
  }
}

export function grown<T extends Int32Array | Float64Array | Uint8Array>(values: T, size: number): T;
export function grown(values: Int32Array | Float64Array | Uint8Array, size: number): Int32Array | Float64Array | Uint8Array {
  const larger = values instanceof Int32Array ? new Int32Array(size) : values instanceof Float64Array ? new Float64Array(size) : new Uint8Array(size);
  larger.set(values);
  return larger;
}

export function bytesOf(values: Int32Array | Float64Array, count: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, count * values.BYTES_PER_ELEMENT);
}

/** Values of any length: where each ends, and their bytes one after the other. */
export class GrowingBytes {
  bytes = new Uint8Array(256);
  length = 0;

  /** Makes room for `size` more bytes. */
  reserve(size: number): Uint8Array {
    const wanted = this.length + size;
    if (wanted > this.bytes.length) this.bytes = grown(this.bytes, Math.max(wanted, this.bytes.length * 2));
    return this.bytes;
  }

  cut(length: number): void {
    this.length = length;
    if (length === 0 && this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(4096);
  }

  get used(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
