import type { Field } from 'apache-arrow';
import type { Piece } from '../../../core/arrow/pieces';
import type { PieceTest } from './pieceTest';
import { textBytes, textsOf } from './textsOf';

export type TextTest = 'contains' | 'starts' | 'ends' | 'is';

/** Values whose text contains another, or begins or ends with it, or is it. */
export function textTest(field: Field, test: TextTest, text: string, caseSensitive: boolean, timeZone: string): PieceTest {
  const bytes = textBytes(field);
  if (bytes && (caseSensitive || foldsInBytes(text))) {
    const needle = new Needle(text, caseSensitive);
    const fits = fitOf(needle, test);
    const each: PieceTest = ({ data, start, count }, passed) => {
      if (data) for (let index = 0; index < count; index++) if (fits(bytes(data, start + index))) passed[index] = 1;
    };
    return test === 'contains' && text !== '' ? (piece, passed) => { if (!inOneGo(piece, needle, passed)) each(piece, passed); } : each;
  }
  const textOf = textsOf(field, timeZone);
  const fits = fitOfTexts(test, caseSensitive ? text : text.toLowerCase());
  return ({ data, start, count }, passed) => {
    if (!data) return;
    for (let index = 0; index < count; index++) {
      const value = textOf(data, start + index);
      if (fits(caseSensitive ? value : value.toLowerCase())) passed[index] = 1;
    }
  };
}

/** Plain letters are told apart from their capitals in the bytes themselves. Letters beyond ASCII that fold to plain ones (the Kelvin sign) are left out of it. */
function foldsInBytes(text: string): boolean {
  return /^[\0-\x7f]*$/u.test(text);
}

function fitOfTexts(test: TextTest, text: string): (value: string) => boolean {
  switch (test) {
    case 'contains':
      return (value) => value.includes(text);
    case 'starts':
      return (value) => value.startsWith(text);
    case 'ends':
      return (value) => value.endsWith(text);
    case 'is':
      return (value) => value === text;
  }
}

function fitOf(needle: Needle, test: TextTest): (value: Uint8Array) => boolean {
  const { length } = needle;
  switch (test) {
    case 'contains':
      return (value) => needle.find(Buffer.from(value.buffer, value.byteOffset, value.length), 0) >= 0;
    case 'starts':
      return (value) => value.length >= length && needle.at(value, 0);
    case 'ends':
      return (value) => value.length >= length && needle.at(value, value.length - length);
    case 'is':
      return (value) => value.length === length && needle.at(value, 0);
  }
}

/** A text looked for in bytes of UTF-8. */
class Needle {
  readonly length: number;
  readonly #bytes: Buffer;
  /** The same in capitals, where case counts for nothing and there are some. */
  readonly #capitals: Buffer | undefined;

  constructor(text: string, caseSensitive: boolean) {
    this.#bytes = Buffer.from(caseSensitive ? text : text.toLowerCase());
    this.#capitals = caseSensitive || text.toLowerCase() === text.toUpperCase() ? undefined : Buffer.from(text.toUpperCase());
    this.length = this.#bytes.length;
  }

  at(value: Uint8Array, place: number): boolean {
    const [small, capitals] = [this.#bytes, this.#capitals ?? this.#bytes];
    for (let index = 0; index < small.length; index++) {
      const byte = value[place + index];
      if (byte !== small[index] && byte !== capitals[index]) return false;
    }
    return true;
  }

  /** The first place from `from` on; −1 where there is none. */
  find(value: Buffer, from: number): number {
    const capitals = this.#capitals;
    if (!capitals) return value.indexOf(this.#bytes, from);
    const [small, capital] = [this.#bytes[0], capitals[0]];
    const last = value.length - this.length;
    for (let place = from; place <= last; place++) {
      const byte = value[place];
      if ((byte === small || byte === capital) && this.at(value, place)) return place;
    }
    return -1;
  }
}

/** Looks through all the bytes of a piece at once, instead of through each value's. False where they do not stand in a row. */
function inOneGo({ data, start, count }: Piece, needle: Needle, passed: Uint8Array): boolean {
  const values: unknown = data?.values;
  const offsets: unknown = data?.valueOffsets;
  if (!data || data.variadicBuffers.length > 0 || data.dictionary || !(values instanceof Uint8Array) || !(offsets instanceof Int32Array)) return false;
  const end = offsets[start + count] ?? 0;
  if (end > values.length) return false;
  const bytes = Buffer.from(values.buffer, values.byteOffset, end);
  let row = start;
  let place = offsets[start] ?? 0;
  while (place < end) {
    const found = needle.find(bytes, place);
    if (found < 0) return true;
    while ((offsets[row + 1] ?? end) <= found) row++;
    const next = offsets[row + 1] ?? end;
    // It may reach over into the next value.
    if (found + needle.length <= next) {
      passed[row - start] = 1;
      place = next;
    } else place = found + 1;
  }
  return true;
}
