import { ThriftError } from './thriftError';

/** Type numbers of Thrift's binary protocol. */
export const WIRE = { stop: 0, bool: 2, i8: 3, double: 4, i16: 6, i32: 8, i64: 10, string: 11, struct: 12, map: 13, set: 14, list: 15 } as const;

const utf8 = new TextDecoder('utf-8');
/** Containers inside containers: real messages have three levels. */
const MOST_LEVELS = 16;

/** Reads Thrift's binary protocol. Lengths are checked against what is there before anything is made of them. */
export class ThriftReader {
  readonly #view: DataView;
  #at = 0;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.bytes.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  bool(): boolean {
    return this.u8() !== 0;
  }

  i16(): number {
    return this.#view.getInt16(this.#take(2));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8));
  }

  /** A view of `length` bytes. */
  raw(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** A length, then so many bytes; a view of them. */
  binary(): Uint8Array {
    return this.raw(this.length());
  }

  string(): string {
    return utf8.decode(this.binary());
  }

  /** How many bytes follow. */
  length(): number {
    const length = this.i32();
    if (length < 0 || length > this.left) throw new ThriftError(`${length} bytes are announced where ${this.left} are left`);
    return length;
  }

  /** The type of a list's elements and how many there are: never more than bytes that are left. */
  list(): { readonly type: number; readonly count: number } {
    const type = this.u8();
    const count = this.i32();
    if (count < 0 || count > this.left) throw new ThriftError(`${count} elements are announced where ${this.left} bytes are left`);
    return { type, count };
  }

  /**
   * Passes over a value of a field that is not known. The five special types of Pegasus say that they are structs and are not,
   * so that a struct can be passed over only by who knows which it is.
   */
  skip(type: number, level = 0): void {
    if (level > MOST_LEVELS) throw new ThriftError('containers are nested too deep');
    switch (type) {
      case WIRE.bool:
      case WIRE.i8:
        this.#take(1);
        return;
      case WIRE.i16:
        this.#take(2);
        return;
      case WIRE.i32:
        this.#take(4);
        return;
      case WIRE.i64:
      case WIRE.double:
        this.#take(8);
        return;
      case WIRE.string:
        this.binary();
        return;
      case WIRE.list:
      case WIRE.set: {
        const { type: element, count } = this.list();
        for (let index = 0; index < count; index += 1) this.skip(element, level + 1);
        return;
      }
      case WIRE.map: {
        const key = this.u8();
        const { type: value, count } = this.list();
        for (let index = 0; index < count; index += 1) {
          this.skip(key, level + 1);
          this.skip(value, level + 1);
        }
        return;
      }
      default:
        throw new ThriftError(type === WIRE.struct ? 'a field of an unknown struct cannot be passed over' : `there is no type ${type}`);
    }
  }

  #take(length: number): number {
    const start = this.#at;
    const end = start + length;
    if (end > this.bytes.byteLength) throw new ThriftError(`${length} bytes are wanted where ${this.left} are left`);
    this.#at = end;
    return start;
  }
}
