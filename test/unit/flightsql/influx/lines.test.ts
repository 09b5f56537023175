import { describe, expect, test } from 'vitest';
import { MOST_ISSUES, parseLines } from '../../../../src/core/lineProtocol/parse';
import type { Precision } from '../../../../src/core/lineProtocol/precision';
import { random } from '../../support/random';

const issues = (text: string, precision?: Precision) => parseLines(text, precision).issues.map(({ line, start, end, message }) => [line, text.slice(start, end), message] as const);
const errors = (text: string) => parseLines(text).issues.filter(({ severity }) => severity === 'error').map(({ line }) => line);

describe('Line protocol', () => {
  test.each([
    ['cpu usage=0.5'],
    ['cpu,host=a,region=eu\\ west usage=0.5,idle=1i,total=9u,ok=t,text="a b" 1700000000000000000'],
    ['weather\\,daily,zone\\=x=ä\\,b wind\\ speed=-1.5e-3'],
    ['m f="with \\"quotes\\" and \\\\ and , = spaces"'],
    ['m f=1i,g=-9223372036854775808i,h=18446744073709551615u'],
    ['  m f=1   1700000000000000000  '],
    ['m f="two\nlines" 1700000000000000000\nm f=2'],
    ['m\\ f=1 f=2'],
    ['# a comment\n\nm f=1\r\n# another\r\nm f=2\r\n'],
    ['日本,地=東 値=1i'],
  ])('takes %j', (text) => {
    expect(parseLines(text).issues).toEqual([]);
  });

  test('knows where each row stands, comments and empty lines left out', () => {
    const text = '# head\n\nm f=1 \r\n  n f="x\ny" 5\no f=3';
    expect(parseLines(text).rows.map(({ line, start, end }) => [line, text.slice(start, end)])).toEqual([
      [2, 'm f=1'],
      [3, 'n f="x\ny" 5'],
      [5, 'o f=3'],
    ]);
  });

  test.each([
    [',a=b f=1', ',', /table \(measurement\) is missing/u],
    ['m', 'm', /Fields are missing/u],
    ['m ', 'm ', /Fields are missing/u],
    ['m,host f=1', 'host', /tag “host” has no value/u],
    ['m,host= f=1', 'host=', /is empty/u],
    ['m,a=1,a=2 f=1', 'a', /given twice/u],
    ['m,a=b=c f=1', 'b=', /backslash/u],
    ['m, f=1', ',', /tag is missing/u],
    ['m f', 'f', /field “f” has no value/u],
    ['m f=', 'f=', /value of the field “f” is missing/u],
    ['m =1', ' =', /name of a field is missing/u],
    ['m f=abc', 'abc', /text needs double quotes/u],
    ['m f=1x', '1x', /is no number/u],
    ['m f=1.5i', '1.5i', /is no number/u],
    ['m f=9223372036854775808i', '9223372036854775808i', /integer of 64 bits/u],
    ['m f=-1u', '-1u', /unsigned integer/u],
    ['m f=1e400', '1e400', /larger than a float/u],
    ['m f="open', '"open', /quote is missing/u],
    ['m f="a"b', '"a"b', /closing quote/u],
    ['m f=1 noon', 'noon', /no timestamp/u],
    ['m f=1 1 2', '2', /behind the timestamp/u],
    ['m f=1 99999999999999999999', '99999999999999999999', /64 bits/u],
    ['m,time=x f=1', 'time', /“time”/u],
    ['m time=1', 'time', /“time”/u],
  ])('marks what is wrong in %j', (text, marked, message) => {
    const [found, ...rest] = issues(text);
    expect(rest).toEqual([]);
    expect(found?.[1]).toBe(marked);
    expect(found?.[2]).toMatch(message);
  });

  test('goes on with the next line after a mistake, an unclosed quote included', () => {
    expect(errors('m f=x\nm f=1\nm f="open\nm f=2\nm f=y')).toEqual([0, 2, 4]);
    expect(parseLines('m f="open\nm f=2').rows).toHaveLength(2);
  });

  test('warns of a timestamp that fits another precision', () => {
    expect(issues('m f=1 1700000000', 'ns')).toEqual([[0, '1700000000', 'The timestamp looks like seconds; the precision of this document is nanoseconds.']]);
    expect(issues('m f=1 1700000000', 's')).toEqual([]);
    expect(issues('m f=1 1700000000')).toEqual([]);
    expect(issues('m f=1 0', 'ns')).toEqual([]);
  });

  test('keeps a bound of issues and says that there are more', () => {
    const parsed = parseLines('bad\n'.repeat(MOST_ISSUES + 5));
    expect(parsed.issues).toHaveLength(MOST_ISSUES);
    expect(parsed.more).toBe(true);
    expect(parsed.rows).toHaveLength(MOST_ISSUES + 5);
  });

  test('never throws, and never marks outside the text', () => {
    const seed = Number(process.env['SEED'] ?? 20_261);
    console.log(`seed ${seed}`);
    const below = random(seed);
    const letters = ['m', 'f', '=', ',', ' ', '"', '\\', '\n', '\r', '#', '1', 'i', 'u', '.', '-', 't', 'ü', '\ud800', '\0'];
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: below(24) }, () => letters[below(letters.length)]).join('');
      const lines = text.split('\n').length;
      for (const { start, end, line } of parseLines(text, 'ns').issues) {
        expect(start >= 0 && start < end && start <= text.length && line >= 0 && line < lines, JSON.stringify(text)).toBe(true);
      }
    }
  });
});
