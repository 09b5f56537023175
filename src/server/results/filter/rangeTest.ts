import type { Data, Field } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import { typeLabel } from '../../../core/format/column';
import { kindOf } from '../../../core/format/metadata';
import type { KeyReader, WordKeys } from '../keys/keyLayout';
import { keyReader } from '../keys/keyReader';
import type { PieceTest } from './pieceTest';
import { readValues } from './readValue';
import { longsBetween, numbersBetween, typedRange } from './typedRange';

/** Values between two others, both of them included. @throws HeadwaterError where a bound is no value of the column's type */
export function rangeTest(field: Field, from: string | undefined, to: string | undefined, timeZone: string): PieceTest {
  const reader = keyReader(field);
  const [own, least, most] = [typedRange(field.type), bound(field, reader, from, timeZone), bound(field, reader, to, timeZone)];
  if (reader.layout === 'bytes') return bytesBetween(reader, least?.bytes, most?.bytes);
  const byKeys = wordsBetween(reader, least?.words, most?.words);
  if (own === undefined || kindOf(field) !== undefined) return byKeys;
  return own === 'numbers' ? (numbersBetween(least?.data, most?.data) ?? byKeys) : longsBetween(least?.data, most?.data);
}

interface Bound {
  /** The bound as the only value of a column. */
  readonly data: Data;
  readonly words?: readonly number[];
  readonly bytes?: Uint8Array;
}

function bound(field: Field, reader: KeyReader, text: string | undefined, timeZone: string): Bound | undefined {
  if (text === undefined) return undefined;
  const read = readValues(field, [text], timeZone);
  if (!read) throw new HeadwaterError({ what: `Could not filter \`${field.name}\``, why: `Values of the type ${typeLabel(field)} cannot be written as a bound.`, todo: 'Filter by their text instead.', kind: 'unsupported' });
  const own = keyReader(read.field);
  if (own.layout === 'bytes') return { data: read.data, bytes: own.bytes(read.data, 0).slice() };
  const words = Array.from({ length: own.words }, () => new Uint32Array(1));
  own.read({ data: read.data, start: 0, count: 1 }, words, 0);
  return { data: read.data, ...(reader.layout === 'words' && { words: words.map(([word = 0]) => word) }) };
}

function wordsBetween(reader: WordKeys, least: readonly number[] | undefined, most: readonly number[] | undefined): PieceTest {
  let scratch: readonly Uint32Array[] = [];
  return (piece, passed) => {
    const { count } = piece;
    if ((scratch[0]?.length ?? 0) < count) scratch = Array.from({ length: reader.words }, () => new Uint32Array(count));
    reader.read(piece, scratch, 0);
    passed.fill(1, 0, count);
    if (least) drop(scratch, least, 1, passed, count);
    if (most) drop(scratch, most, -1, passed, count);
  };
}

/** Takes out what is on the wrong side of the bound: below it for `side` 1, above it for −1. */
function drop(words: readonly Uint32Array[], bound: readonly number[], side: 1 | -1, passed: Uint8Array, count: number): void {
  const [first] = words;
  if (words.length === 1 && first) {
    const [limit = 0] = bound;
    for (let index = 0; index < count; index++) if (side * ((first[index] ?? 0) - limit) < 0) passed[index] = 0;
    return;
  }
  for (let index = 0; index < count; index++) {
    let difference = 0;
    for (let word = 0; difference === 0 && word < words.length; word++) difference = (words[word]?.[index] ?? 0) - (bound[word] ?? 0);
    if (side * difference < 0) passed[index] = 0;
  }
}

function bytesBetween(reader: Extract<KeyReader, { layout: 'bytes' }>, least: Uint8Array | undefined, most: Uint8Array | undefined): PieceTest {
  return ({ data, start, count }, passed) => {
    if (!data) return;
    for (let index = 0; index < count; index++) {
      const value = reader.bytes(data, start + index);
      if ((!least || Buffer.compare(value, least) >= 0) && (!most || Buffer.compare(value, most) <= 0)) passed[index] = 1;
    }
  };
}
