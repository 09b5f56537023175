/** Type numbers of the thrift compact protocol (thrift's doc/specs/thrift-compact-protocol.md). Booleans in structs have their value in the type. */
export const ThriftType = { stop: 0, true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12, uuid: 13 } as const;

/** Bytes that are not what the thrift compact protocol allows. */
export class BadThrift extends Error {
  override readonly name = 'BadThrift';
}

/** Structs inside each other: more than any Parquet file has. */
const MOST_LEVELS = 64;

export interface ThriftField {
  readonly id: number;
  readonly type: number;
}

export interface ThriftList {
  readonly type: number;
  readonly count: number;
}

/** Reads thrift compact bytes from a place on. Never reads past the end. @throws BadThrift */
export class CompactReader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new BadThrift('ended too early');
    this.at++;
    return value;
  }

  /** A whole number from 0 that a JS number holds. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let read = 0; read < 10; read++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) throw new BadThrift('a number is too large');
        return value;
      }
      factor *= 128;
    }
    throw new BadThrift('a number has too many bytes');
  }

  integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view. */
  binary(): Uint8Array {
    return this.#take(this.varint());
  }

  text(): string {
    return Buffer.from(this.binary()).toString('utf8');
  }

  /** The next field of a struct, `undefined` at its end. */
  field(previous: number): ThriftField | undefined {
    const byte = this.byte();
    const type = byte & 0x0f;
    if (type === ThriftType.stop) return undefined;
    const delta = byte >> 4;
    return { id: delta === 0 ? this.integer() : previous + delta, type };
  }

  list(): ThriftList {
    const byte = this.byte();
    const short = byte >> 4;
    const count = short === 15 ? this.varint() : short;
    // Every element has at least a byte.
    if (count > this.bytes.length - this.at) throw new BadThrift('a list is longer than the bytes');
    return { type: byte & 0x0f, count };
  }

  /** Calls `read` for each field of a struct; what it returns false for is skipped. */
  struct(read: (field: ThriftField) => boolean): void {
    let previous = 0;
    for (let field = this.field(previous); field; field = this.field(previous)) {
      if (!read(field)) this.skip(field.type);
      previous = field.id;
    }
  }

  /** Passes over a value of a field. */
  skip(type: number, levels = 0): void {
    switch (type) {
      case ThriftType.true:
      case ThriftType.false:
        return;
      case ThriftType.map:
        this.#skipMap(levels);
        return;
      case ThriftType.list:
      case ThriftType.set: {
        const { type: element, count } = this.list();
        for (let index = 0; index < count; index++) this.#skipElement(element, levels + 1);
        return;
      }
      default:
        this.#skipElement(type, levels);
    }
  }

  #skipElement(type: number, levels: number): void {
    if (levels > MOST_LEVELS) throw new BadThrift('too many levels');
    switch (type) {
      case ThriftType.true:
      case ThriftType.false:
      case ThriftType.byte:
        this.#take(1);
        return;
      case ThriftType.i16:
      case ThriftType.i32:
      case ThriftType.i64:
        this.#skipVarint();
        return;
      case ThriftType.double:
        this.#take(8);
        return;
      case ThriftType.binary:
        this.#take(this.varint());
        return;
      case ThriftType.uuid:
        this.#take(16);
        return;
      case ThriftType.struct: {
        let previous = 0;
        for (let field = this.field(previous); field; field = this.field(previous)) {
          this.skip(field.type, levels + 1);
          previous = field.id;
        }
        return;
      }
      case ThriftType.list:
      case ThriftType.set:
      case ThriftType.map:
        this.skip(type, levels);
        return;
      default:
        throw new BadThrift(`there is no type ${type}`);
    }
  }

  #skipMap(levels: number): void {
    const count = this.varint();
    if (count === 0) return;
    if (count > this.bytes.length - this.at) throw new BadThrift('a map is longer than the bytes');
    const types = this.byte();
    for (let index = 0; index < count; index++) {
      this.#skipElement(types >> 4, levels + 1);
      this.#skipElement(types & 0x0f, levels + 1);
    }
  }

  #skipVarint(): void {
    for (let read = 0; read < 10; read++) if (this.byte() < 0x80) return;
    throw new BadThrift('a number has too many bytes');
  }

  #take(count: number): Uint8Array {
    if (count > this.bytes.length - this.at) throw new BadThrift('ended too early');
    const taken = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return taken;
  }
}
