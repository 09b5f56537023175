import type { Field } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import { makeCellFormatter } from '../../../core/format/cell';
import type { KeyReader } from '../keys/keyLayout';
import { keyReader } from '../keys/keyReader';
import { readValues, type ReadValues } from './readValue';
import type { PieceTest } from './pieceTest';

/** Values whose text, as shown, is one of some. */
export function inTest(field: Field, texts: readonly string[], timeZone: string): PieceTest {
  const read = readBack(field, texts, timeZone);
  if (!read) return byText(field, new Set(texts), timeZone);
  const own = keyReader(read.field);
  const reader = keyReader(field);
  if (own.layout === 'words' && reader.layout === 'words') return byWords(reader, wordsIn(own, read, texts.length));
  if (own.layout === 'bytes' && reader.layout === 'bytes') {
    const bytes = new Set(texts.map((_, index) => latin(own.bytes(read.data, index))));
    return ({ data, start, count }, passed) => {
      if (data) for (let index = 0; index < count; index++) if (bytes.has(latin(reader.bytes(data, start + index)))) passed[index] = 1;
    };
  }
  return byText(field, new Set(texts), timeZone);
}

/** The texts as values, where each of them is shown as that text again: then values can be compared instead of their texts. */
function readBack(field: Field, texts: readonly string[], timeZone: string): ReadValues | undefined {
  try {
    const read = readValues(field, texts, timeZone);
    if (!read) return undefined;
    const formatter = makeCellFormatter(read.field, { timeZone });
    return texts.every((text, index) => formatter.format(read.data, index).text === text) ? read : undefined;
  } catch (error) {
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
}

type Words = readonly (readonly number[])[];

function wordsIn(reader: Extract<KeyReader, { layout: 'words' }>, { data }: ReadValues, count: number): Words {
  const words = Array.from({ length: reader.words }, () => new Uint32Array(count));
  reader.read({ data, start: 0, count }, words, 0);
  return Array.from({ length: count }, (_, index) => words.map((word) => word[index] ?? 0));
}

function byWords(reader: Extract<KeyReader, { layout: 'words' }>, wanted: Words): PieceTest {
  let scratch: readonly Uint32Array[] = [];
  const last = reader.words - 1;
  // By their last words, which differ most; the others are compared where it is one of them.
  const byLast = new Map<number, (readonly number[])[]>();
  for (const value of wanted) byLast.set(value[last] ?? 0, [...(byLast.get(value[last] ?? 0) ?? []), value]);
  return (piece, passed) => {
    const { count } = piece;
    if ((scratch[0]?.length ?? 0) < count) scratch = Array.from({ length: reader.words }, () => new Uint32Array(count));
    reader.read(piece, scratch, 0);
    const lasts = scratch[last];
    for (let index = 0; lasts && index < count; index++) {
      const some = byLast.get(lasts[index] ?? 0);
      if (some?.some((value) => value.every((word, at) => scratch[at]?.[index] === word)) === true) passed[index] = 1;
    }
  };
}

function byText(field: Field, texts: ReadonlySet<string>, timeZone: string): PieceTest {
  const formatter = makeCellFormatter(field, { timeZone });
  return ({ data, start, count }, passed) => {
    if (data) for (let index = 0; index < count; index++) if (texts.has(formatter.format(data, start + index).text)) passed[index] = 1;
  };
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
