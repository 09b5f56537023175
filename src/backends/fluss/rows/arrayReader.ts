import type { DataType } from '../types/dataType';
import { bigEndian, COMPACT_DECIMAL, COMPACT_TIMESTAMP, type FieldReader, NANOS_PER_MS } from './fieldReader';
import { RowError } from './rowError';

/** Bytes of a slot in a list: BinaryArray.java */
export function slotSize(type: DataType): number {
  switch (type.kind) {
    case 'BOOLEAN':
    case 'TINYINT':
      return 1;
    case 'SMALLINT':
      return 2;
    case 'INT':
    case 'DATE':
    case 'TIME':
    case 'FLOAT':
      return 4;
    case 'BIGINT':
    case 'DOUBLE':
    case 'STRING':
    case 'BYTES':
    case 'CHAR':
    case 'BINARY':
    case 'DECIMAL':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return 8;
  }
}

export const nullBytes = (count: number): number => Math.ceil(count / 32) * 4;

/** Elements of a list: a count, null bits, slots, then what is too long for a slot. */
export class ArrayReader implements FieldReader {
  readonly length: number;
  readonly #view: DataView;
  #at = 0;

  constructor(
    private readonly bytesOfArray: Uint8Array,
    private readonly size: number,
  ) {
    this.#view = new DataView(bytesOfArray.buffer, bytesOfArray.byteOffset, bytesOfArray.byteLength);
    if (bytesOfArray.byteLength < 4) throw new RowError('a list ends early');
    this.length = this.#view.getInt32(0, true);
    if (this.length < 0 || 4 + nullBytes(this.length) + this.length * size > bytesOfArray.byteLength) throw new RowError('a list is shorter than it says');
  }

  /** Goes to an element. */
  seek(index: number): void {
    this.#at = 4 + nullBytes(this.length) + index * this.size;
  }

  isNull(index: number): boolean {
    return (((this.bytesOfArray[4 + (index >> 3)] ?? 0) >> (index & 7)) & 1) === 1;
  }

  boolean(): boolean {
    return this.tinyint() !== 0;
  }
  tinyint(): number {
    return this.#view.getInt8(this.#at);
  }
  smallint(): number {
    return this.#view.getInt16(this.#at, true);
  }
  int(): number {
    return this.#view.getInt32(this.#at, true);
  }
  bigint(): bigint {
    return this.#view.getBigInt64(this.#at, true);
  }
  float(): number {
    return this.#view.getFloat32(this.#at, true);
  }
  double(): number {
    return this.#view.getFloat64(this.#at, true);
  }
  fixed(): Uint8Array {
    return this.bytes();
  }
  /** Up to seven bytes stand in the slot itself, their number in its last byte with the highest bit set. */
  bytes(): Uint8Array {
    const mark = this.#view.getUint8(this.#at + 7);
    if (mark < 0x80) return this.nested();
    const length = mark & 0x7f;
    if (length > 7) throw new RowError('a text in a slot is longer than the slot');
    return this.bytesOfArray.subarray(this.#at, this.#at + length);
  }
  decimal(precision: number): bigint {
    return precision <= COMPACT_DECIMAL ? this.bigint() : bigEndian(this.nested());
  }
  timestamp(precision: number): bigint {
    if (precision <= COMPACT_TIMESTAMP) return this.bigint() * NANOS_PER_MS;
    const nanos = this.#view.getInt32(this.#at, true);
    const at = this.#place(this.#view.getInt32(this.#at + 4, true), 8);
    return this.#view.getBigInt64(at, true) * NANOS_PER_MS + BigInt(nanos);
  }
  nested(): Uint8Array {
    const length = this.#view.getInt32(this.#at, true);
    const at = this.#place(this.#view.getInt32(this.#at + 4, true), length);
    return this.bytesOfArray.subarray(at, at + length);
  }

  #place(offset: number, length: number): number {
    if (offset < 0 || length < 0 || offset + length > this.bytesOfArray.byteLength) throw new RowError('a value lies outside its list');
    return offset;
  }
}
