import { Binary, DateDay, Decimal, Field, Float64, Int32, Int64, List, Struct, TimestampMicrosecond, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { jsonText, makeJsonWriter } from '../../../src/core/format/json';
import { PageSink } from '../../../src/core/format/sink';
import { built, type Column, jsons, raw } from './columns';
import { CASES, Random } from './random';

const struct = new Struct([new Field('a', new List(new Field('item', new Int32(), true)), true), new Field('b', new Utf8(), true)]);

function json(column: Column, indent?: number): string | undefined {
  return jsons(column, indent === undefined ? {} : { indent })[0];
}

describe('JSON of values', () => {
  it('keeps every digit of integers and decimals', () => {
    expect(jsons(built(new Int64(), [9_007_199_254_740_993n]))).toEqual(['9007199254740993']);
    expect(jsons(raw({ type: new Decimal(2, 38, 128), length: 1, data: Uint32Array.of(0xffff_fb2e, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff) }))).toEqual(['-12.34']);
    expect(jsons(built(new Utf8(), ['123456789012345678901234567890', 'x'], { 'headwater:kind': 'integer' }))).toEqual(['123456789012345678901234567890', '"x"']);
  });

  it('writes numbers that JSON has no word for as strings', () => {
    expect(jsons(built(new Float64(), [NaN, Infinity, -Infinity, -0, 1e21]))).toEqual(['"NaN"', '"Infinity"', '"-Infinity"', '-0', '1e+21']);
  });

  it('writes times as ISO 8601, in the zone asked for', () => {
    expect(jsons(raw({ type: new DateDay(), data: Int32Array.of(2_932_897) }))).toEqual(['"+010000-01-01"']);
    const instant = raw({ type: new TimestampMicrosecond('UTC'), data: BigInt64Array.of(1_700_000_000_123_456n) });
    expect(jsons(instant)).toEqual(['"2023-11-14T22:13:20.123456Z"']);
    expect(jsons(instant, { timeZone: 'Europe/Berlin' })).toEqual(['"2023-11-14T23:13:20.123456+01:00"']);
  });

  it('writes bytes as base64 or hex, at any length', () => {
    for (const length of [0, 1, 2, 3, 49_151, 49_152, 49_153, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff);
      const column = raw({ type: new Binary(), valueOffsets: Int32Array.of(0, length), data: bytes });
      expect(jsons(column)).toEqual([JSON.stringify(Buffer.from(bytes).toString('base64'))]);
      expect(jsons(column, { binary: 'hex' })).toEqual([JSON.stringify(`0x${Buffer.from(bytes).toString('hex')}`)]);
    }
  });

  it('writes strings as JSON.stringify does, in pieces that tear no character', () => {
    const random = new Random(5);
    const letters = ['a', '"', '\\', '\n', '\u0001', 'ä', '✓', '😀', '\u2028'];
    for (let i = 0; i < 20; i++) {
      const text = Array.from({ length: random.int(0, 60_000) }, () => random.pick(letters)).join('');
      expect(jsons(built(new Utf8(), [text]))).toEqual([JSON.stringify(text)]);
    }
  });

  it('indents as JSON.stringify does', () => {
    const rows = [{ a: [1, null], b: 'x' }, { a: [], b: null }];
    expect(jsons(built(struct, rows), { indent: 2 })).toEqual(rows.map((row) => JSON.stringify(row, null, 2)));
    expect(jsons(built(new List(new Field('item', struct, true)), [rows]), { indent: 4 })).toEqual([JSON.stringify(rows, null, 4)]);
  });

  it('keeps random nested values: parsed back they are the same', () => {
    const random = new Random(8);
    const rows = Array.from({ length: CASES / 10 }, () => ({
      a: random.next() < 0.2 ? null : Array.from({ length: random.int(0, 5) }, () => (random.next() < 0.2 ? null : random.int(-1e9, 1e9))),
      b: random.next() < 0.2 ? null : random.pick(['', '"', 'ä\n', '😀']),
    }));
    expect(jsons(built(struct, rows)).map((text): unknown => JSON.parse(text))).toEqual(rows);
  });
});

describe('columns that hold JSON already', () => {
  const source = (text: string) => built(new Utf8(), [text], { 'headwater:kind': 'json' });

  it('keep digits, escapes and the order of keys', () => {
    expect(json(source('{ "b" : 12345678901234567890.10, "a" : [ "\\u0041" , true ] }'))).toBe('{"b":12345678901234567890.10,"a":["\\u0041",true]}');
  });

  it('are indented like everything else', () => {
    const value = { b: [1, 2, { c: [] }], a: {}, 's{}[],:': 'x"\\' };
    expect(json(source(JSON.stringify(value)), 2)).toBe(JSON.stringify(value, null, 2));
    expect(json(source('[]'), 2)).toBe('[]');
  });

  it('are strings where they are no JSON', () => {
    expect(json(source('{oops'))).toBe('"{oops"');
  });
});

describe('bounds', () => {
  const long = built(new List(new Field('item', new Int32(), true)), [Array.from({ length: 1000 }, (_, index) => index)]);
  const writer = makeJsonWriter(long.field, { timeZone: 'UTC' });
  const whole = jsonText(writer, long.data, 0);

  it('cut at a limit and say so', () => {
    expect(whole.cut).toBe(false);
    expect(jsonText(writer, long.data, 0, 10)).toEqual({ text: whole.text.slice(0, 10), cut: true });
    expect(jsonText(writer, long.data, 0, whole.text.length)).toEqual(whole);
  });

  it('give pages that join to the whole, each with the total', () => {
    let joined = '';
    for (let from = 0; from < whole.text.length; from += 77) {
      const page = new PageSink(from, 77);
      writer.write(long.data, 0, page);
      expect(page.total).toBe(whole.text.length);
      joined += page.text;
    }
    expect(joined).toBe(whole.text);
  });
});
