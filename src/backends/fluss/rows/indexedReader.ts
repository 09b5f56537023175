import { bigEndian, COMPACT_DECIMAL, COMPACT_TIMESTAMP, type FieldReader, NANOS_PER_MS } from './fieldReader';
import { RowError } from './rowError';

/** Values of an INDEXED row: fixed sizes, the lengths of the others stand before. IndexedRowReader.java */
export class IndexedReader implements FieldReader {
  readonly #view: DataView;

  /**
   * @param lengthAt where the lengths of the values of variable size stand
   * @param at where the values start
   */
  constructor(
    private readonly row: Uint8Array,
    private lengthAt: number,
    private at: number,
  ) {
    this.#view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    if (at > row.byteLength) throw new RowError('a row ends early');
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
    return this.#view.getInt32(this.#take(4), true);
  }
  bigint(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }
  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  fixed(length: number): Uint8Array {
    const at = this.#take(length);
    return this.row.subarray(at, at + length);
  }
  bytes(): Uint8Array {
    const length = this.#view.getInt32(this.lengthAt, true);
    this.lengthAt += 4;
    return this.fixed(length);
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

  #take(size: number): number {
    const { at } = this;
    if (size < 0 || at + size > this.row.byteLength) throw new RowError('a row ends early');
    this.at = at + size;
    return at;
  }
}
