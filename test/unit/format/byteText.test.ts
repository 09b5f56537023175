import { Field, Utf8 } from 'apache-arrow';
import { expect, test } from 'vitest';
import { ALL_CODECS } from '../../../src/backends/pegasus/values/codecs';
import { schemaOf, VALUE } from '../../../src/backends/pegasus/tables/columns';
import { bytesBehind } from '../../../src/core/format/byteText';

const column = (kind?: string): Field => new Field('value', new Utf8(), false, new Map(kind === undefined ? [] : [['headwater:bytes', kind]]));
const behind = (kind: string | undefined, text: string) => bytesBehind(column(kind), Buffer.from(text));

test('a text stands for bytes where its column says so and the text follows it', () => {
  expect(behind('escaped', String.raw`a\x00\xFF\n\\ü`)).toEqual(new Uint8Array([97, 0, 255, 10, 92, 0xc3, 0xbc]));
  expect(behind('hex', '00fFa1')).toEqual(new Uint8Array([0, 255, 0xa1]));
  expect(behind('base64', 'AP8=')).toEqual(new Uint8Array([0, 255]));
  expect(behind('marked', String.raw`\x:00ff`)).toEqual(new Uint8Array([0, 255]));
  expect(behind('escaped', '')).toEqual(new Uint8Array());
});

test.each([
  ['escaped', String.raw`\q`],
  ['escaped', String.raw`\x0`],
  ['escaped', '\\'],
  ['hex', 'abc'],
  ['base64', 'a b'],
  ['marked', 'plain'],
  ['marked', String.raw`\x:0`],
  ['other', 'text'],
  [undefined, '00'],
])('of %s, %j stands for itself', (kind, text) => {
  expect(behind(kind, text)).toBeUndefined();
});

test('what the columns of Pegasus say of their texts gives back the stored bytes', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const checked: string[] = [];
  for (const codec of ALL_CODECS) {
    const [field] = schemaOf([VALUE], { hashKey: codec, sortKey: codec, value: codec }).fields;
    if (!field?.metadata.has('headwater:bytes')) continue;
    expect(bytesBehind(field, Buffer.from(codec.toText(bytes)))).toEqual(bytes);
    checked.push(codec.id);
  }
  expect(checked.toSorted()).toEqual(['asciihex', 'base64', 'escaped', 'hex', 'json', 'utf8', 'zstd']);
});
