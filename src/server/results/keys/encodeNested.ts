import { type Data, DataType, type Field } from 'apache-arrow';
import { childAt, isNull, rangeAt, unionMember } from '../../../core/format/buffers';
import type { KeyReader } from './keyLayout';

/** Grows as bytes are written. */
class KeyBytes {
  #bytes = new Uint8Array(64);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** Ends with two zeros, and a zero within is followed by 255: so a text sorts before those that it begins. */
  text(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.byte(byte);
      if (byte === 0) this.byte(0xff);
    }
    this.byte(0);
    this.byte(0);
  }

  word(value: number): void {
    this.#room(4);
    for (let shift = 24; shift >= 0; shift -= 8) this.#bytes[this.#length++] = (value >>> shift) & 0xff;
  }

  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

type Write = (data: Data, index: number, out: KeyBytes) => void;

const END = 0;
const VALUE = 1;
/** Within lists and structs NULL stands after all values. */
const NULL = 2;

/** Makes the reader of a field that is not nested. */
type ReaderOf = (field: Field) => KeyReader;

/** Keys of lists, structs, maps and unions: compared member by member, as bytes in a row. */
export function nestedKeys(field: Field, readerOf: ReaderOf): (data: Data, index: number) => Uint8Array {
  const write = writer(field, readerOf);
  const out = new KeyBytes();
  return (data, index) => {
    write(data, index, out);
    return out.take();
  };
}

function writer(field: Field, readerOf: ReaderOf): Write {
  const type: unknown = field.type;
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) return list(type.children[0], (data, index) => rangeAt(data, index), readerOf);
  if (DataType.isFixedSizeList(type)) {
    const size = type.listSize;
    return list(type.children[0], (_, index) => ({ start: index * size, end: (index + 1) * size }), readerOf);
  }
  if (DataType.isStruct(type)) {
    const members = type.children.map((child) => orNull(child, readerOf));
    return (data, index, out) => {
      members.forEach((member, at) => {
        member(childAt(data, at), index, out);
      });
    };
  }
  if (DataType.isUnion(type)) {
    const members = type.children.map((child) => orNull(child, readerOf));
    const memberOf = type.typeIdToChildIndex;
    return (data, index, out) => {
      const found = unionMember(data, index, memberOf);
      out.byte(found.member);
      members[found.member]?.(found.data, found.index, out);
    };
  }
  return plain(readerOf(field));
}

function orNull(field: Field, readerOf: ReaderOf): Write {
  const write = writer(field, readerOf);
  const always = DataType.isNull(field.type);
  return (data, index, out) => {
    const empty = always || (!DataType.isUnion(field.type) && isNull(data, index));
    out.byte(empty ? NULL : VALUE);
    if (!empty) write(data, index, out);
  };
}

function list(item: Field | undefined, rangeOf: (data: Data, index: number) => { readonly start: number; readonly end: number }, readerOf: ReaderOf): Write {
  if (!item) return () => undefined;
  const write = orNull(item, readerOf);
  return (data, index, out) => {
    const { start, end } = rangeOf(data, index);
    const items = childAt(data, 0);
    for (let at = start; at < end; at++) write(items, at, out);
    out.byte(END);
  };
}

function plain(reader: KeyReader): Write {
  if (reader.layout === 'bytes') return (data, index, out) => { out.text(reader.bytes(data, index)); };
  const words = Array.from({ length: reader.words }, () => new Uint32Array(1));
  return (data, index, out) => {
    reader.read({ data, start: index, count: 1 }, words, 0);
    for (const [word = 0] of words) out.word(word);
  };
}
