import { describe, expect, test } from 'vitest';
import { CodecError } from '../../../src/backends/pegasus/values/codec';
import { ALL_CODECS, codecOf, isCodecId } from '../../../src/backends/pegasus/values/codecs';
import { encodingsFor, fitting } from '../../../src/backends/pegasus/values/encodings';
import { escapeAll, escapeBytes, unescapeText } from '../../../src/backends/pegasus/values/escapes';
import { parseEncodings, parsePegasusUrl, validatePegasus } from '../../../src/backends/pegasus/profile/settings';
import { random } from '../support/random';
import { fromHex, toHex, utf8 } from './golden';

const ROUNDS = Number(process.env['HEADWATER_FUZZ'] ?? 2_000);
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);

describe(`encodings of bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, () => {
  test.each(ALL_CODECS.filter(({ id }) => id !== 'json'))('$id shows any bytes, and reads them back', (codec) => {
    const below = random(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const ascii = below(2) === 0;
      const bytes = Uint8Array.from({ length: below(12) }, () => (ascii ? 0x20 + below(0x5f) : below(256)));
      // an expectation in each of ten million rounds would be most of the work
      if (Buffer.compare(codec.fromText(codec.toText(bytes)), bytes) !== 0) expect.unreachable(`seed ${SEED}, round ${round}: ${toHex(bytes)}`);
    }
  });
  test.each(ALL_CODECS)('$id takes any text, or says what is wrong with it', (codec) => {
    const below = random(SEED);
    const marks = ['\\', 'x', ':', '"', '0', 'a', '-', ' ', ',', 'ü', '\ud800', '=', '\n'];
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = Array.from({ length: below(8) }, () => marks[below(marks.length)]).join('');
      try {
        codec.fromText(text);
      } catch (error) {
        if (!(error instanceof CodecError)) expect.unreachable(`seed ${SEED}, round ${round}: ${JSON.stringify(text)}: ${String(error)}`);
      }
    }
  });
});

describe('texts', () => {
  test.each<[string, string, string]>([
    ['utf8', 'e4bda0', '你'],
    ['utf8', 'ff', '\\x:ff'],
    ['utf8', '5c783a', '\\x:5c783a'],
    ['hex', '00ff', '00ff'],
    ['escaped', '000a22415cff', '\\x00\\n\\"A\\\\\\xFF'],
    ['asciihex', '41ff', '\\x41\\xff'],
    ['int32', 'ffffffff', '-1'],
    ['int64', '0020000000000001', '9007199254740993'],
    ['int64', '8000000000000000', '-9223372036854775808'],
    ['int64', '01', '\\x:01'],
    ['base64', 'fffe', '//4='],
    ['bytes', '00ff', '0 255'],
    ['javabytes', '00ff7f80', '0 -1 127 -128'],
  ])('%s of %s is %s', (id, hex, text) => {
    const codec = codecOf(isCodecId(id) ? id : 'utf8');
    expect(codec.toText(fromHex(hex))).toBe(text);
    expect(toHex(codec.fromText(text))).toBe(hex);
  });
  test.each([
    ['with its content\'s size', '28b52ffd201d6500003068656c6c6f200100a94b11'],
    ['of a stream, with a checksum', '28b52ffd04586500003068656c6c6f200100a94b11874e200a'],
  ])('a Zstandard frame %s is read', (_, hex) => {
    // made by zstd 1.5 of “hello hello hello hello hello”
    expect(codecOf('zstd').toText(fromHex(hex))).toBe('hello hello hello hello hello');
  });
  test('what is no Zstandard frame is shown as it is', () => {
    expect(codecOf('zstd').toText(utf8('none'))).toBe('\\x:6e6f6e65');
    expect(codecOf('zstd').toText(fromHex('28b52ffd04586500'))).toBe('\\x:28b52ffd04586500');
  });
  test.each<[string, string, number | undefined]>([
    ['escaped', 'ab\\q', 2],
    ['escaped', 'ab\\x4', 2],
    ['hex', '0g', 1],
    ['hex', '000', 3],
    ['int32', '2147483648', 0],
    ['int64', 'x', 0],
    ['bytes', '1 256', 2],
    ['javabytes', '1,128', 2],
    ['base64', 'a$', 1],
    ['json', '{', undefined],
    ['utf8', 'a\ud800', 1],
  ])('%s refuses %s, and says where', (id, text, at) => {
    try {
      codecOf(isCodecId(id) ? id : 'utf8').fromText(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: 'CodecError', at });
    }
  });
  test('escapes are those of the shell', () => {
    expect(escapeBytes(utf8('a"\'\n\r\t\\\u0001é'))).toBe('a\\"\\\'\\n\\r\\t\\\\\\x01\\xC3\\xA9');
    expect(escapeAll(utf8('a'))).toBe('\\x61');
    expect(toHex(unescapeText('\\X41\\x42é'))).toBe('4142c3a9');
  });
});

describe('what fits a table', () => {
  const bytes = (...hexes: readonly string[]): readonly Uint8Array[] => hexes.map(fromHex);
  test.each<[readonly Uint8Array[], string]>([
    [[], 'utf8'],
    [[utf8('user1'), utf8('ü'), utf8('')], 'utf8'],
    [bytes('0000000000000001', 'ffffffffffffffff'), 'int64'],
    [bytes('00000001', 'ffffffff'), 'int32'],
    [bytes('ff', '00ff01'), 'escaped'],
    [[...bytes('01', '02'), utf8('a'), utf8('b')], 'escaped'],
    [[...bytes('ff', 'fe'), utf8('ü'), utf8('ä')], 'utf8'],
    [[utf8('abcd'), utf8('efgh')], 'utf8'],
  ])('%#', (all, wanted) => {
    expect(fitting(all)).toBe(wanted);
  });
  test('what was chosen wins', () => {
    const sample = [{ hashKey: utf8('a'), sortKey: fromHex('0000000000000001'), value: utf8('v') }];
    const { hashKey, sortKey, value } = encodingsFor({ hashKey: 'hex', sortKey: 'auto', value: 'json' }, sample);
    expect([hashKey.id, sortKey.id, value.id]).toEqual(['hex', 'int64', 'json']);
  });
});

describe('a connection', () => {
  test('takes meta servers with and without port, and says what is none', () => {
    expect(parsePegasusUrl('pegasus://a,b:34602')?.values).toEqual({ metas: ['a', 'b:34602'] });
    expect(parsePegasusUrl('pegasus://a:b')).toBeUndefined();
    expect(validatePegasus({ metas: ['a:1', 'b:99999'], addresses: { x: 'y' }, encodings: { t: 'utf8' } }).map(({ key }) => key)).toEqual(['metas', 'addresses', 'encodings']);
    expect(validatePegasus({ metas: ['a'], addresses: { 'x:1': 'y:2' }, encodings: { t: 'utf8 auto,json' } })).toEqual([]);
    expect(parseEncodings('utf8 no json')).toBeUndefined();
  });
});
