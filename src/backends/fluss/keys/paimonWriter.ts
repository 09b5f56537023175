import { GrowingBytes } from '../rows/columns';
import { COMPACT_DECIMAL, COMPACT_TIMESTAMP, toBigEndian } from '../rows/fieldReader';
import { type FieldWriter, splitNanos } from '../rows/fieldWriter';
import { RowError } from '../rows/rowError';

const align = (size: number): number => (size + 7) & ~7;

/** Keys of tables with the lake format Paimon: eight bytes a field, then what is longer. PaimonBinaryRowWriter.java */
export class PaimonWriter implements FieldWriter {
  readonly #bytes = new GrowingBytes();
  readonly #header: number;
  #field = 0;

  constructor(fields: number) {
    this.#header = Math.floor((fields + 63 + 8) / 64) * 8;
    this.#bytes.extend(this.#header + fields * 8).fill(0);
  }

  boolean(value: boolean): void {
    this.tinyint(value ? 1 : 0);
  }
  tinyint(value: number): void {
    this.#slot().setInt8(0, value);
  }
  smallint(value: number): void {
    this.#slot().setInt16(0, value, true);
  }
  int(value: number): void {
    this.#slot().setInt32(0, value, true);
  }
  bigint(value: bigint): void {
    this.#slot().setBigInt64(0, value, true);
  }
  float(value: number): void {
    this.#slot().setFloat32(0, value, true);
  }
  double(value: number): void {
    this.#slot().setFloat64(0, value, true);
  }
  fixed(value: Uint8Array): void {
    this.bytes(value);
  }
  bytes(value: Uint8Array): void {
    if (value.byteLength > 7) {
      this.nested(value);
      return;
    }
    const slot = this.#slot();
    new Uint8Array(slot.buffer, slot.byteOffset, 8).set(value);
    slot.setUint8(7, 0x80 | value.byteLength);
  }
  decimal(value: bigint, precision: number): void {
    if (precision <= COMPACT_DECIMAL) {
      this.bigint(value);
      return;
    }
    const digits = toBigEndian(value);
    this.#point(digits, 16, digits.byteLength);
  }
  timestamp(nanos: bigint, precision: number): void {
    const { ms, rest } = splitNanos(nanos);
    if (precision <= COMPACT_TIMESTAMP) {
      this.bigint(ms);
      return;
    }
    const millis = new Uint8Array(8);
    new DataView(millis.buffer).setBigInt64(0, ms, true);
    this.#point(millis, 8, rest);
  }
  nested(value: Uint8Array): void {
    this.#point(value, align(value.byteLength), value.byteLength);
  }
  null(): void {
    throw new RowError('a key holds NULL');
  }

  take(): Uint8Array {
    return this.#bytes.bytes.slice();
  }

  #slot(): DataView {
    const { bytes } = this.#bytes;
    return new DataView(bytes.buffer, bytes.byteOffset + this.#header + 8 * this.#field++, 8);
  }

  #point(value: Uint8Array, space: number, low: number): void {
    const offset = this.#bytes.length;
    const room = this.#bytes.extend(space);
    room.fill(0);
    room.set(value);
    const slot = this.#slot();
    slot.setInt32(0, low, true);
    slot.setInt32(4, offset, true);
  }
}
