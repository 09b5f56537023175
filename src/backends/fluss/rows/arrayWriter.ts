import type { DataType } from '../types/dataType';
import { nullBytes, slotSize } from './arrayReader';
import { GrowingBytes } from './columns';
import { COMPACT_DECIMAL, COMPACT_TIMESTAMP, toBigEndian } from './fieldReader';
import { type FieldWriter, splitNanos } from './fieldWriter';

const align = (size: number): number => (size + 7) & ~7;

/** Writes a list. BinaryArrayWriter.java, AbstractBinaryWriter.java */
export class ArrayWriter implements FieldWriter {
  readonly #bytes = new GrowingBytes();
  readonly #slots: number;
  readonly #size: number;
  #index = 0;

  constructor(count: number, element: DataType) {
    this.#size = slotSize(element);
    this.#slots = 4 + nullBytes(count);
    this.#bytes.extend(align(this.#slots + count * this.#size)).fill(0);
    this.#view().setInt32(0, count, true);
  }

  boolean(value: boolean): void {
    this.tinyint(value ? 1 : 0);
  }
  tinyint(value: number): void {
    this.#view().setInt8(this.#next(), value);
  }
  smallint(value: number): void {
    this.#view().setInt16(this.#next(), value, true);
  }
  int(value: number): void {
    this.#view().setInt32(this.#next(), value, true);
  }
  bigint(value: bigint): void {
    this.#view().setBigInt64(this.#next(), value, true);
  }
  float(value: number): void {
    this.#view().setFloat32(this.#next(), value, true);
  }
  double(value: number): void {
    this.#view().setFloat64(this.#next(), value, true);
  }
  fixed(value: Uint8Array): void {
    this.bytes(value);
  }
  bytes(value: Uint8Array): void {
    if (value.byteLength > 7) {
      this.nested(value);
      return;
    }
    const at = this.#next();
    this.#bytes.bytes.set(value, at);
    this.#bytes.bytes[at + 7] = 0x80 | value.byteLength;
  }
  decimal(value: bigint, precision: number): void {
    if (precision <= COMPACT_DECIMAL) {
      this.bigint(value);
      return;
    }
    const digits = toBigEndian(value);
    const offset = this.#append(digits, 16);
    this.#point(offset, digits.byteLength);
  }
  timestamp(nanos: bigint, precision: number): void {
    const { ms, rest } = splitNanos(nanos);
    if (precision <= COMPACT_TIMESTAMP) {
      this.bigint(ms);
      return;
    }
    const millis = new Uint8Array(8);
    new DataView(millis.buffer).setBigInt64(0, ms, true);
    this.#point(this.#append(millis, 8), rest);
  }
  nested(value: Uint8Array): void {
    this.#point(this.#append(value, align(value.byteLength)), value.byteLength);
  }
  null(): void {
    const at = 4 + (this.#index >> 3);
    this.#bytes.bytes[at] = (this.#bytes.bytes[at] ?? 0) | (1 << (this.#index & 7));
    this.#index += 1;
  }

  take(): Uint8Array {
    return this.#bytes.bytes.slice();
  }

  #view(): DataView {
    const { bytes } = this.#bytes;
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #next(): number {
    return this.#slots + this.#index++ * this.#size;
  }

  #append(value: Uint8Array, space: number): number {
    const offset = this.#bytes.length;
    const room = this.#bytes.extend(space);
    room.fill(0);
    room.set(value);
    return offset;
  }

  /** A slot for what stands behind the slots: the low half is a length (or nanoseconds), the high half an offset. */
  #point(offset: number, low: number): void {
    const at = this.#next();
    this.#view().setInt32(at, low, true);
    this.#view().setInt32(at + 4, offset, true);
  }
}
