import { GrowingBytes } from './columns';
import { COMPACT_DECIMAL, COMPACT_TIMESTAMP, toBigEndian } from './fieldReader';
import { type FieldWriter, splitNanos } from './fieldWriter';
import { bitmapBytes } from './openRow';
import { RowError } from './rowError';

/** Writes a COMPACTED row, or with no null bits a key. CompactedRowWriter.java, CompactedKeyWriter.java */
export class CompactedWriter implements FieldWriter {
  readonly #bytes = new GrowingBytes();
  readonly #nullBytes: number;
  #field = 0;

  /** @param fields 0 for a key */
  constructor(fields: number) {
    this.#nullBytes = bitmapBytes(fields);
    this.#bytes.extend(this.#nullBytes).fill(0);
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
    this.#varint(value);
    this.#field += 1;
  }
  bigint(value: bigint): void {
    this.#varlong(value);
    this.#field += 1;
  }
  float(value: number): void {
    this.#space(4).setFloat32(0, value, true);
  }
  double(value: number): void {
    this.#space(8).setFloat64(0, value, true);
  }
  fixed(value: Uint8Array): void {
    this.bytes(value);
  }
  bytes(value: Uint8Array): void {
    this.#varint(value.byteLength);
    this.#bytes.append(value);
    this.#field += 1;
  }
  decimal(value: bigint, precision: number): void {
    if (precision <= COMPACT_DECIMAL) this.bigint(value);
    else this.bytes(toBigEndian(value));
  }
  timestamp(nanos: bigint, precision: number): void {
    const { ms, rest } = splitNanos(nanos);
    this.#varlong(ms);
    if (precision > COMPACT_TIMESTAMP) this.#varint(rest);
    this.#field += 1;
  }
  nested(value: Uint8Array): void {
    this.bytes(value);
  }
  null(): void {
    if (this.#field >= this.#nullBytes * 8) throw new RowError('a key holds NULL');
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

  #varint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes.extend(1)[0] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes.extend(1)[0] = rest;
  }

  #varlong(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes.extend(1)[0] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes.extend(1)[0] = Number(rest);
  }
}
