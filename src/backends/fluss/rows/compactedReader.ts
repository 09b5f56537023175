import { bigEndian, COMPACT_DECIMAL, COMPACT_TIMESTAMP, type FieldReader, NANOS_PER_MS } from './fieldReader';
import { RowError } from './rowError';

/** Values of a COMPACTED row or key: varints, no offsets. CompactedRowReader.java */
export class CompactedReader implements FieldReader {
  readonly #view: DataView;

  constructor(
    private readonly row: Uint8Array,
    private at: number,
  ) {
    this.#view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  }

  boolean(): boolean {
    return this.tinyint() !== 0;
  }
  tinyint(): number {
    return this.#view.getInt8(this.#take(1));
  }
  smallint(): number {
    return this.#view.getInt16(this.#take(2), true);
  }
  int(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RowError('a number is longer than 5 bytes');
  }
  bigint(): bigint {
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= index < 9 ? bits << (7 * index - 32) : bits << 31;
      if (byte < 0x80) return (BigInt(high) << 32n) | BigInt(low >>> 0);
    }
    throw new RowError('a number is longer than 10 bytes');
  }
  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  /** Written with a length like texts of any length. */
  fixed(): Uint8Array {
    return this.bytes();
  }
  bytes(): Uint8Array {
    const length = this.int();
    const at = this.#take(length);
    return this.row.subarray(at, at + length);
  }
  decimal(precision: number): bigint {
    return precision <= COMPACT_DECIMAL ? this.bigint() : bigEndian(this.bytes());
  }
  timestamp(precision: number): bigint {
    const ms = this.bigint() * NANOS_PER_MS;
    return precision <= COMPACT_TIMESTAMP ? ms : ms + BigInt(this.int());
  }
  nested(): Uint8Array {
    return this.bytes();
  }

  #byte(): number {
    const byte = this.row[this.at++];
    if (byte === undefined) throw new RowError('a row ends early');
    return byte;
  }

  #take(size: number): number {
    const { at } = this;
    if (size < 0 || at + size > this.row.byteLength) throw new RowError('a row ends early');
    this.at = at + size;
    return at;
  }
}
