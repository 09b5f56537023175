/** Bytes of a number that is set later: enough for any place in a file, see {@link setSlot}. */
const SLOT_BYTES = 8;

/** Writes thrift compact bytes. */
export class CompactWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(64, expected));
  }

  get length(): number {
    return this.#length;
  }

  /** The header of a struct's field; `previous` is the id of the field before it, 0 for the first. */
  field(id: number, type: number, previous: number): void {
    const delta = id - previous;
    if (delta > 0 && delta < 16) {
      this.byte((delta << 4) | type);
      return;
    }
    this.byte(type);
    this.integer(id);
  }

  byte(value: number): void {
    this.#room(1)[this.#length] = value;
    this.#length++;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  integer(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  list(type: number, count: number): void {
    if (count < 15) {
      this.byte((count << 4) | type);
      return;
    }
    this.byte(0xf0 | type);
    this.varint(count);
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Leaves room for a number; gives its place for {@link setSlot}. */
  slot(): number {
    const place = this.#length;
    this.#room(SLOT_BYTES);
    this.#length += SLOT_BYTES;
    return place;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(count: number): Uint8Array {
    if (this.#length + count > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length + count, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return this.#bytes;
  }
}

/** Sets a number of a slot: a varint of a fixed length, whose leading groups are zero. Readers take those as any other. */
export function setSlot(bytes: Uint8Array, place: number, value: number): void {
  let rest = value * 2;
  for (let index = 0; index < SLOT_BYTES; index++) {
    bytes[place + index] = (rest % 128) | (index === SLOT_BYTES - 1 ? 0 : 0x80);
    rest = Math.floor(rest / 128);
  }
}
