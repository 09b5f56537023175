import { describe, expect, test } from 'vitest';
import { JsonError } from '../../../src/backends/ksqldb/rows/jsonCursor';
import { pieces, readPieces } from './support/results';

const v1 = (schema: string, ...rows: readonly string[]): string => [`[{"header":{"queryId":"q1","schema":"${schema.replaceAll('"', '\\"')}"}}`, ...rows.map((row) => `{"row":{"columns":${row}}}`)].join(',\n');
const one = (schema: string, ...rows: readonly string[]): readonly string[] => readPieces([Buffer.from(`${v1(schema, ...rows)}]`)], { framing: 'array' }).rows;
const failing = (schema: string, row: string): string => {
  try {
    one(schema, row);
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
  throw new Error(`${row} was read`);
};

describe('values of every type arrive exactly', () => {
  test('BIGINT over its whole range', () => {
    const numbers = ['0', '-0', '1', '-1', '4294967295', '4294967296', '-4294967297', '999999999999999', '-999999999999999', '1000000000000000', '9007199254740993', '-9007199254740993', '1234567890123456789', '9223372036854775807', '-9223372036854775808'];
    expect(one('`A` BIGINT', ...numbers.map((number) => `[${number}]`), '[null]')).toEqual([...numbers.map((number) => `[${number === '-0' ? '0' : number}]`), '[null]']);
  });

  test('numbers that are no BIGINT or INTEGER are refused', () => {
    for (const number of ['9223372036854775808', '-9223372036854775809', '99999999999999999999', '1.5', '1e3', '12345678901234567.5', 'true', '"1"']) expect(failing('`A` BIGINT', `[${number}]`)).toContain('column A');
    expect(one('`A` INTEGER', '[2147483647]', '[-2147483648]')).toEqual(['[2147483647]', '[-2147483648]']);
    expect(failing('`A` INTEGER', '[2147483648]')).toContain('INTEGER');
  });

  test('DECIMAL of any size keeps each digit', () => {
    expect(one('`A` DECIMAL(4, 2)', '[12.30]', '[-0.05]', '[7]', '["1.25"]', '[null]')).toEqual(['[12.30]', '[-0.05]', '[7.00]', '[1.25]', '[null]']);
    const wide = '1234567890123456789012345678.0123456789';
    expect(one('`A` DECIMAL(38, 10)', `[${wide}]`, `[-${wide}]`)).toEqual([`[${wide}]`, `[-${wide}]`]);
    const wider = '9'.repeat(60);
    expect(one('`A` DECIMAL(76, 0)', `[${wider}]`)).toEqual([`[${wider}]`]);
    expect(failing('`A` DECIMAL(4, 2)', '[123.45]')).toContain('does not fit');
    expect(failing('`A` DECIMAL(4, 2)', '[1.234]')).toContain('decimal places');
    expect(failing('`A` DECIMAL(4, 2)', '[1e999]')).toContain('does not fit');
  });

  test('DOUBLE as Java writes it, NaN and infinities among them', () => {
    const texts = ['0.1', '-2.5', '1.0E10', '1.7976931348623157E308', '4.9E-324', '123456.789', '0.30000000000000004', '3'];
    expect(one('`A` DOUBLE', ...texts.map((text) => `[${text}]`)).map((row) => Number(row.slice(1, -1)))).toEqual(texts.map(Number));
    expect(one('`A` DOUBLE', '["NaN"]', '["Infinity"]', '["-Infinity"]')).toEqual(['["NaN"]', '["Infinity"]', '["-Infinity"]']);
    expect(failing('`A` DOUBLE', '["much"]')).toContain('DOUBLE');
  });

  test('texts with every kind of escape, and characters outside the plain ones', () => {
    const texts = ['', 'plain', 'a longer text, which is copied as a whole piece', '\n\t"\\/\b\f', 'Grüße, 世界', '😀', '\u0000', ',\n]}'];
    expect(one('`A` STRING', ...texts.map((text) => `[${JSON.stringify(text)}]`)).map((row) => (JSON.parse(row) as readonly string[])[0])).toEqual(texts);
    expect(one('`A` STRING', '["\\ud83d\\ude00"]', '["\\ud83d!"]', '["\\ud83d\\u0041"]', '["\\udead"]')).toEqual(['["😀"]', '["\ufffd!"]', '["\ufffdA"]', '["\ufffd"]']);
  });

  test('BYTES, BOOLEAN, DATE, TIME and TIMESTAMP', () => {
    expect(one('`A` BYTES, `B` BOOLEAN', '["AP8Q",true]', '["",false]', '["YQ==",null]')).toEqual(['["AP8Q",true]', '["",false]', '["YQ==",null]']);
    expect(one('`A` DATE, `B` TIME, `C` TIMESTAMP', '["2026-02-28","23:59","1969-12-31T23:59:59.999"]', '["0001-01-01","01:02:03","+12026-01-01T00:00:00.000"]')).toEqual([
      '["2026-02-28","23:59:00","1969-12-31T23:59:59.999"]',
      '["0001-01-01","01:02:03","+012026-01-01T00:00:00"]',
    ]);
    for (const wrong of ['"2026-02-30"', '"2026-13-01"', '"soon"', '"2026-2-3"']) expect(failing('`A` DATE', `[${wrong}]`)).toContain('DATE');
    expect(failing('`A` BYTES', '["a?"]')).toContain('base64');
  });

  test('nested values, and dates as numbers within a STRUCT', () => {
    expect(one('`A` ARRAY<ARRAY<BIGINT>>', '[[[9007199254740993,null],[],null]]', '[null]', '[[]]')).toEqual(['[[[9007199254740993,null],[],null]]', '[null]', '[[]]']);
    expect(one('`A` MAP<STRING, DECIMAL(3, 1)>', '[{"x":1.5,"y":null}]', '[{}]', '[null]')).toEqual(['[{"x":1.5,"y":null}]', '[{}]', '[null]']);
    expect(one('`A` STRUCT<`D` DATE, `T` TIME, `TS` TIMESTAMP, `N` DECIMAL(4, 2)>', '[{"D":20000,"T":3600000,"TS":1,"N":1.5}]', '[{"TS":-1,"EXTRA":{"a":[1]},"N":2.005}]', '[null]')).toEqual([
      '[{"D":"2024-10-04","T":"01:00:00","TS":"1970-01-01T00:00:00.001","N":1.50}]',
      '[{"D":null,"T":null,"TS":"1969-12-31T23:59:59.999","N":2.01}]',
      '[null]',
    ]);
  });

  test('a type that is not known keeps its JSON', () => {
    expect(one('`A` GEOMETRY', '[{"x": [1, "]"]}]')).toEqual(['[{"x":[1,"]"]}]']);
  });
});

describe('framings', () => {
  test('v1+json: query id, deletions, the reason of the end', () => {
    const text = '[{"header":{"queryId":"transient_1","schema":"`ID` INTEGER KEY, `V` STRING"}},\n{"row":{"columns":[1,"a"]}},\n{"row":{"columns":[1,null],"tombstone":true}},\n{"finalMessage":"Limit Reached"}]';
    const { reader, rows } = readPieces([Buffer.from(text)], { framing: 'array', changes: { at: 0, row: '+U' } });
    expect(reader.header).toMatchObject({ queryId: 'transient_1', columns: [{ name: 'ID', key: true }, { name: 'V', key: false }] });
    expect(rows).toEqual(['["+U",1,"a"]', '["-D",1,null]']);
    expect([reader.final, reader.closed, reader.cut]).toEqual(['Limit Reached', true, false]);
  });

  test('delimited lines, and the array of application/json', () => {
    const header = '{"queryId":null,"columnNames":["A","B"],"columnTypes":["INTEGER","ARRAY<STRING>"]}';
    expect(readPieces([Buffer.from(`${header}\n[1,["x"]]\n[2,[]]\n`)], { framing: 'lines' }).rows).toEqual(['[1,["x"]]', '[2,[]]']);
    expect(readPieces([Buffer.from(`[${header},[1,["x"]],[2,[]]]`)], { framing: 'array' }).rows).toEqual(['[1,["x"]]', '[2,[]]']);
  });

  test('an error behind rows, in both shapes', () => {
    const { reader, rows } = readPieces([Buffer.from(`${v1('`A` INTEGER', '[1]')},\n{"errorMessage":{"@type":"generic_error","error_code":50000,"message":"gone"}}]`)], { framing: 'array' });
    expect([rows, reader.error]).toEqual([['[1]'], { code: 50000, message: 'gone' }]);
    const lines = readPieces([Buffer.from('{"queryId":"q","columnNames":["A"],"columnTypes":["INTEGER"]}\n{"@type":"generic_error","error_code":42900,"message":"busy"}\n')], { framing: 'lines' });
    expect(lines.reader.error).toEqual({ code: 42900, message: 'busy' });
  });

  test('blank lines of old servers, members that are null, hosts, tokens and unknown elements are no rows', () => {
    const text = '[{"header":{"queryId":"q","schema":"`A` INTEGER"},"row":null},\n\n  \n{"header":null,"row":{"columns":[1]},"errorMessage":null},{"row":{"sourceHost":"a:1","columns":[2]},"x":1},{"continuationToken":{"continuationToken":"t1"}},{"consistencyToken":{"consistencyToken":"c"}},{"new":1}]';
    const { reader, rows } = readPieces([Buffer.from(text)], { framing: 'array' });
    expect([rows, reader.continuation]).toEqual([['[1]', '[2]'], 't1']);
  });

  test('any cut of the bytes gives the same rows', () => {
    const schema = '`A` BIGINT, `B` STRING, `C` STRUCT<`X` ARRAY<DOUBLE>, `Y` MAP<STRING, STRING>>';
    const rows = Array.from({ length: 20 }, (_, index) => `[${index}007199254740993,"Grüße 😀 \\ud83d\\ude00 ,\\n${'x'.repeat(index * 3)}",{"X":[1.5,${index}],"Y":{"k":"]}"}}]`);
    const text = `${v1(schema, ...rows)},\n{"finalMessage":"Query Completed"}]`;
    const whole = readPieces([Buffer.from(text)], { framing: 'array' });
    expect(whole.rows).toHaveLength(20);
    for (const size of [1, 2, 3, 5, 7, 11, 13, 17, 64, 101]) {
      const { reader, rows: again } = readPieces(pieces(text, size), { framing: 'array' });
      expect(again).toEqual(whole.rows);
      expect([reader.closed, reader.final]).toEqual([true, 'Query Completed']);
    }
  });

  test('a row of many megabytes that arrives in small pieces is read once', { timeout: 60_000 }, () => {
    const long = 'y'.repeat(20 * 1024 * 1024);
    const { rows } = readPieces(pieces(`${v1('`A` STRING, `B` INTEGER', `["${long}\\n",1]`, '["short",2]')}]`, 64 * 1024), { framing: 'array' });
    expect(rows.map((row) => row.length)).toEqual([long.length + 8, 11]);
  });

  test('what is no result is told', () => {
    const wrong = (text: string): (() => unknown) => () => readPieces([Buffer.from(text)], { framing: 'array' });
    expect(wrong('<html>')).toThrow(JsonError);
    expect(wrong('[{"row":{"columns":[1]}}]')).toThrow('before the header');
    expect(wrong(`${v1('`A` INTEGER', '[1,2]')}]`)).toThrow(JsonError);
    expect(wrong(`${v1('`A` INTEGER, `B` INTEGER', '[1]')}]`)).toThrow(JsonError);
    expect(wrong(`${v1('`A` INTEGER')}] more`)).toThrow('behind the end');
    expect(wrong('[{"header":{"queryId":"q","schema":"`A"}}]')).toThrow('schema');
    expect(() => readPieces(pieces(v1('`A` STRING', `["${'z'.repeat(300_000)}"]`), 1000), { framing: 'array', largest: 200_000 })).toThrow('larger');
  });

  test('a result that breaks off is neither closed nor whole', () => {
    const { reader, rows } = readPieces([Buffer.from(`${v1('`A` INTEGER', '[1]')},\n{"row":{"colu`)], { framing: 'array' });
    expect([rows, reader.closed, reader.cut]).toEqual([['[1]'], false, true]);
  });
});
