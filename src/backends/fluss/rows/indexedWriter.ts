import type { DataType } from '../types/dataType';
import { GrowingBytes } from './columns';
import { COMPACT_DECIMAL, COMPACT_TIMESTAMP, toBigEndian } from './fieldReader';
import { type FieldWriter, splitNanos } from './fieldWriter';
import { bitmapBytes, isVariable } from './openRow';

/** Writes an INDEXED row: one length is kept for every value of variable size, filled in order for those that are there. IndexedRowWriter.java */
export class IndexedWriter implements FieldWriter {
  readonly #bytes = new GrowingBytes();
  #field = 0;
  #lengthAt: number;

  constructor(types: readonly DataType[]) {
    this.#lengthAt = bitmapBytes(types.length);
    this.#bytes.extend(this.#lengthAt + types.filter(isVariable).length * 4).fill(0);
  }

  boolean(value: boolean): void {
    this.tinyint(value ? 1 : 0);
  }
  tinyint(value: number): void {
    this.#space(1).setInt8(0, value);
  }
  smallint(value: number): void {
    this.#space(2).setInt16(0, value, true);
  }
  int(value: number): void {
    this.#space(4).setInt32(0, value, true);
  }
  bigint(value: bigint): void {
    this.#space(8).setBigInt64(0, value, true);
  }
  float(value: number): void {
    this.#space(4).setFloat32(0, value, true);
  }
  double(value: number): void {
    this.#space(8).setFloat64(0, value, true);
  }
  fixed(value: Uint8Array, length: number): void {
    const space = this.#bytes.extend(length);
    space.fill(0);
    space.set(value);
    this.#field += 1;
  }
  bytes(value: Uint8Array): void {
    const all = this.#bytes.bytes;
    new DataView(all.buffer, all.byteOffset, all.byteLength).setInt32(this.#lengthAt, value.byteLength, true);
    this.#lengthAt += 4;
    this.fixed(value, value.byteLength);
  }
  decimal(value: bigint, precision: number): void {
    if (precision <= COMPACT_DECIMAL) this.bigint(value);
    else this.bytes(toBigEndian(value));
  }
  timestamp(nanos: bigint, precision: number): void {
    const { ms, rest } = splitNanos(nanos);
    const space = this.#space(precision <= COMPACT_TIMESTAMP ? 8 : 12);
    space.setBigInt64(0, ms, true);
    if (precision > COMPACT_TIMESTAMP) space.setInt32(8, rest, true);
  }
  nested(value: Uint8Array): void {
    this.bytes(value);
  }
  null(): void {
    const at = this.#field >> 3;
    this.#bytes.bytes[at] = (this.#bytes.bytes[at] ?? 0) | (1 << (this.#field & 7));
    this.#field += 1;
  }

  take(): Uint8Array {
    return this.#bytes.bytes.slice();
  }

  #space(size: number): DataView {
    this.#field += 1;
    const space = this.#bytes.extend(size);
    return new DataView(space.buffer, space.byteOffset, size);
  }
}
