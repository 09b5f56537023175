import { describe, expect, it } from 'vitest';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { metadataOf, readHeader } from '../../../src/core/arrow/header';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { transcoderFor } from '../../../src/core/arrow/transcode';
import { HeadwaterError } from '../../../src/core/errors';
import { makeCellFormatter } from '../../../src/core/format/cell';
import { random } from '../support/random';
import { STREAMS } from './newTypes.golden';

const FULL = process.env['HEADWATER_FULL'] === '1';

/** The messages of a stream. */
function messages(stream: Uint8Array): readonly Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = 0; at + 8 <= stream.byteLength; ) {
    const view = new DataView(stream.buffer, stream.byteOffset + at);
    const length = view.getInt32(4, true);
    if (length === 0) break;
    const table = 8 + view.getUint32(8, true);
    const vtable = table - view.getInt32(table, true);
    const field = view.getUint16(vtable, true) > 10 ? view.getUint16(vtable + 10, true) : 0;
    const size = 8 + length + (field === 0 ? 0 : Number(view.getBigInt64(table + field, true)));
    all.push(stream.slice(at, at + size));
    at += size;
  }
  return all;
}

/** What a person sees of each column, by name. */
function cells(stream: readonly Uint8Array[]): Readonly<Record<string, readonly string[]>> {
  const [first, ...rest] = stream;
  const transcoder = transcoderFor(first!, nodeCodecs());
  const decoder = new ArrowDecoder(transcoder?.schema ?? first!, nodeCodecs());
  const found: Record<string, string[]> = {};
  for (const given of rest) {
    for (const { bytes } of transcoder?.message(given) ?? [{ bytes: given }]) {
      if (readHeader(bytes).kind === 'dictionary') {
        decoder.dictionary(bytes);
        continue;
      }
      const batch = decoder.batch(bytes);
      decoder.schema.fields.forEach((field, index) => {
        const formatter = makeCellFormatter(field, { timeZone: 'UTC' });
        const data = batch.column(index);
        (found[field.name] ??= []).push(...Array.from({ length: batch.rows }, (_, row) => formatter.format(data, row).text));
      });
    }
  }
  return found;
}

const golden = (name: string) => messages(Buffer.from(STREAMS[name]!, 'hex'));
const after = ['1', '2', '3', '4'];

describe('columns of types that the library does not read', () => {
  it.each([
    ['lv', { lv: ['[1,2]', '[]', 'NULL', '[3]'], after }],
    ['llv', { llv: ['["x"]', '[]', 'NULL', '["y","z"]'], after }],
    ['ree', { ree: ['p', 'p', 'NULL', 'q'], after }],
    ['ree64', { ree64: ['1.5', '2.5', '2.5', '2.5'], after }],
    ['lvs', { lvs: ['{"a":[1]}', '{"a":null}', 'NULL', '{"a":[2,3]}'], after }],
    ['overlap', { overlap: ['["d"]', '["a","b"]', '[]', '["b","c","d"]'] }],
    ['nested', { nested: ['[[1],[2,3]]', '[]', 'NULL', '[[],null]'] }],
    ['reeree', { r: ['[1]', '[2,3]', '[2,3]', '[2,3]'] }],
    ['map', { m: ['{"k":[1]}', '{}', 'NULL', '{"a":[],"b":null}'], fsl: ['[[1],[2]]', 'NULL', '[[],[3]]', '[null,[4]]'], after }],
  ])('are shown with their values: %s', (name, expected) => {
    expect(cells(golden(name))).toEqual(expected);
  });

  it.each([
    ['union', 'u', { sv: ['a string longer than twelve', 'b', 'NULL', 'c'], after }],
    ['dictionary', 'du', { after, d: ['x', 'y', 'x', 'NULL'] }],
  ])('say why they cannot be shown, and the others are: %s', (name, bad, others) => {
    const { [bad]: column, ...rest } = cells(golden(name));
    expect(rest).toEqual(others);
    expect(column).toHaveLength(4);
    expect(column?.[0]).toMatch(/not shown: a part of it stands in a (?:union|dictionary).*CAST/u);
  });

  it('leaves streams of known types as they are', () => {
    const plain = transcoderFor(golden('lv')[0]!, {})!.schema;
    expect(transcoderFor(plain, {})).toBeUndefined();
  });

  it('names the column of a type that nobody knows', () => {
    const schema = golden('lv')[0]!;
    const metadata = metadataOf(schema);
    // The id of the column's type, 25, stands alone in this message.
    const place = metadata.lastIndexOf(25);
    metadata[place] = 40;
    expect(() => transcoderFor(schema, {})).toThrow(/column “lv” has a type that this version does not know/u);
  });

  it('refuses runs and lists that do not fit, and batches that claim to be endless', () => {
    const rounds = FULL ? 100_000 : 10_000;
    const seed = FULL ? Date.now() % 1e9 : 20_261;
    const next = random(seed);
    const names = Object.keys(STREAMS);
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      const stream = golden(names[next(names.length)]!).map((message) => message.slice());
      const victim = stream[next(stream.length)]!;
      for (let count = 1 + next(4); count > 0; count--) victim[next(victim.byteLength)] = next(256);
      try {
        cells(stream);
      } catch (error) {
        if (!(error instanceof HeadwaterError)) throw new Error(`seed ${seed}, round ${round}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(rounds / 20);
  }, 120_000);
});
