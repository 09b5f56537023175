import { isUtf8 } from 'node:buffer';
import type { Codec, CodecId } from './codec';
import { codecOf } from './codecs';

/** How keys and values of a table are shown and written. */
export interface TableEncodings {
  readonly hashKey: Codec;
  readonly sortKey: Codec;
  readonly value: Codec;
}

export type Part = keyof TableEncodings;
export const PARTS: readonly Part[] = ['hashKey', 'sortKey', 'value'];

export type CodecChoice = CodecId | 'auto';

export interface EncodingChoices {
  readonly hashKey: CodecChoice;
  readonly sortKey: CodecChoice;
  readonly value: CodecChoice;
}

/** Rows that show what a table holds. */
export type Sample = readonly { readonly hashKey: Uint8Array; readonly sortKey: Uint8Array; readonly value: Uint8Array }[];

/** What was chosen, and for the rest what fits the sample. */
export function encodingsFor(choices: EncodingChoices, sample: Sample): TableEncodings {
  const pick = (part: Part): Codec => codecOf(choices[part] === 'auto' ? fitting(sample.map((row) => row[part])) : choices[part]);
  return { hashKey: pick('hashKey'), sortKey: pick('sortKey'), value: pick('value') };
}

/** Text where nearly all is text; numbers where all have their size; escapes for the rest, in which ASCII can be read too. Any choice shows any bytes: this one decides only how well. */
export function fitting(all: readonly Uint8Array[]): CodecId {
  const some = all.filter((bytes) => bytes.byteLength > 0);
  if (some.length === 0) return 'utf8';
  const texts = some.filter(isText).length;
  if (texts * 10 >= some.length * 9) return 'utf8';
  if (some.every((bytes) => bytes.byteLength === 8)) return 'int64';
  if (some.every((bytes) => bytes.byteLength === 4)) return 'int32';
  if (some.every((bytes) => bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)) return 'zstd';
  const foreign = some.some((bytes) => isText(bytes) && bytes.some((byte) => byte >= 0x80));
  return foreign && texts * 2 >= some.length ? 'utf8' : 'escaped';
}

function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}
