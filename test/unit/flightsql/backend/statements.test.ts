import { type DataType, Field, Int32, Schema, tableFromIPC, TimestampMillisecond, Uint8, Utf8, Decimal } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { encodeSchema } from '../../../../src/core/arrow/messages';
import type { ParameterType, StatementParameter } from '../../../../src/core/contract/execution';
import { HeadwaterError } from '../../../../src/core/errors';
import { classify } from '../../../../src/backends/flightsql/statements/classify';
import { jsonParameters, namedByPlace, parameterMessages } from '../../../../src/backends/flightsql/statements/parameters';
import { positionIn } from '../../../../src/backends/flightsql/statements/position';
import { headersOf, statementSettings } from '../../../../src/backends/flightsql/statements/settings';
import { daysOf, instantOf, timeOf } from '../../../../src/backends/flightsql/statements/times';
import { statisticsOf } from '../../../../src/backends/flightsql/influx/statistics';
import { flightSqlLanguage } from '../../../../src/backends/flightsql/language';

const parameter = (name: string, type: ParameterType, value: string | null): StatementParameter => ({ name, type, value });
const failureOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof HeadwaterError) return error.failure;
    throw error;
  }
  throw new Error('Nothing failed.');
};

describe('What a statement is', () => {
  test.each([
    ['SELECT 1', 'query'],
    ['  -- note\n (SELECT 1)', 'query'],
    ['INSERT INTO t VALUES (1)', 'update'],
    ['INSERT INTO t VALUES (1) RETURNING id', 'query'],
    ["INSERT INTO t VALUES ('RETURNING')", 'update'],
    ['WITH x AS (SELECT 1) DELETE FROM t', 'update'],
    ['WITH x AS (SELECT 1) SELECT * FROM x', 'query'],
    ['EXPLAIN ANALYZE DELETE FROM t', 'query'],
    ['CALL f()', 'query'],
    ['CREATE TABLE t (a INT)', 'update'],
    ['SHOW TABLES', 'query'],
    ['', 'query'],
  ])('%j is a %s', (text, kind) => {
    expect(classify(text, flightSqlLanguage)).toEqual({ kind });
  });
  test.each([
    ['begin', 'begin'],
    ['BEGIN TRANSACTION;', 'begin'],
    ['START TRANSACTION', 'begin'],
    ['/* x */ commit work', 'commit'],
    ['END', 'commit'],
    ['rollback', 'rollback'],
  ])('%j is a transaction’s %s', (text, verb) => {
    expect(classify(text, flightSqlLanguage)).toEqual({ kind: 'transaction', verb });
  });
  test.each(['ROLLBACK TO SAVEPOINT a', 'BEGIN IMMEDIATE', 'COMMIT AND CHAIN', 'BEGIN ATOMIC SELECT 1'])('%j is the server’s own business', (text) => {
    expect(classify(text, flightSqlLanguage).kind).not.toBe('transaction');
  });
});

describe('The place of a mistake', () => {
  test.each([
    ['sql parser error: Expected: an expression, found: FROM at Line: 1, Column: 8', 'SELECT FROM t', 'FROM'],
    ['SQL logic error: near "SELEC": syntax error (1)', 'SELEC 1', 'SELEC'],
    ['SQL logic error: no such column: colour (1)', 'SELECT colour\nFROM t', 'colour'],
    ["Error during planning: table 'datafusion.public.nowhere' not found", 'SELECT * FROM nowhere', 'nowhere'],
    ['Schema error: No field named colour. Valid fields are t.a', 'SELECT a, colour FROM t', 'colour'],
    ['Parser Error: syntax error at or near "form"\nLINE 2: form t\n        ^', 'SELECT 1\nform t', 'form'],
    ['Encountered "1" at line 2, column 3.', 'SELECT\n  1 1', '1'],
  ])('is found in %j', (message, statement, marked) => {
    const found = positionIn(message, statement);
    expect(found && statement.slice(found.start, found.end)).toBe(marked);
  });
  test.each(['', 'failed', 'at Line: 9, Column: 1', 'no such column: other'])('is not made up from %j', (message) => {
    expect(positionIn(message, 'SELECT a FROM t')).toBeUndefined();
  });
  test('is not told where a name stands twice', () => {
    expect(positionIn("table 'x.y.t' not found", 'SELECT t.a FROM t')).toBeUndefined();
  });
});

describe('Values of parameters', () => {
  const sent = (parameters: readonly StatementParameter[], schema?: Schema) => {
    const messages = parameterMessages(parameters, schema && encodeSchema(schema).bytes);
    const table = tableFromIPC(messages);
    return table.schema.fields.map((field, index) => [field.name, String(field.type), table.getChildAt(index)?.get(0) as unknown] as const);
  };
  test('go out in types of their own where the server says nothing', () => {
    const values = sent([parameter('1', 'integer', '9007199254740993'), parameter('2', 'text', 'é'), parameter('3', 'boolean', 'true'), parameter('4', 'double', '1.5'), parameter('5', 'blob-hex', 'c0ff'), parameter('6', 'decimal', '12.25')]);
    expect(values.map(([, type]) => type)).toEqual(['Int64', 'Utf8', 'Bool', 'Float64', 'Binary', 'Float64']);
    expect(values.map(([, , value]) => value)).toEqual([9007199254740993n, 'é', true, 1.5, Uint8Array.of(0xc0, 0xff), 12.25]);
  });
  test('keep digits that a double would lose', () => {
    const [whole] = sent([parameter('1', 'integer', '99999999999999999999999999999999999999')]);
    expect(whole?.[1]).toMatch(/Decimal/u);
    expect(sent([parameter('1', 'decimal', '1234567890123456.78')])[0]?.[1]).toMatch(/Decimal\[18e\+?2\]/u);
  });
  test('go out in the server’s types and order', () => {
    const schema = new Schema([new Field('$b', new Uint8(), true), new Field('$a', new Utf8(), true)]);
    expect(sent([parameter('a', 'integer', '5'), parameter('b', 'integer', '7')], schema)).toEqual([['$b', 'Uint8', 7], ['$a', 'Utf8', '5']]);
  });
  test.each([
    [new Int32(), '5000000000'],
    [new Int32(), 'five'],
    [new Uint8(), '-1'],
    [new Decimal(2, 4, 128), '123.45'],
    [new Decimal(2, 10, 128), '1.234'],
    [new TimestampMillisecond(), '2026-02-27 12:00:00.0001'],
    [new TimestampMillisecond(), 'noon'],
  ])('that do not fit %s are refused: %s', (type: DataType, value) => {
    expect(failureOf(() => sent([parameter('p', 'text', value)], new Schema([new Field('p', type, true)])))).toMatchObject({ kind: 'invalid', code: 'bad-parameter' });
  });
  test('may be NULL of any type', () => {
    const types: readonly ParameterType[] = ['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'blob-hex', 'json'];
    expect(sent(types.map((type, index) => parameter(String(index + 1), type, null))).map(([, , value]) => value)).toEqual(types.map(() => null));
  });
  test('that are too few say so', () => {
    const schema = new Schema([new Field('a', new Utf8(), true), new Field('b', new Utf8(), true)]);
    expect(failureOf(() => parameterMessages([parameter('1', 'text', 'x')], encodeSchema(schema).bytes)).why).toMatch(/2 parameters, and 1 values/u);
  });
  test('are sent by place to servers that know no names', () => {
    expect(namedByPlace("SELECT $a, '$a', $b + $a -- $b", [parameter('a', 'integer', '1'), parameter('b', 'integer', '2')], flightSqlLanguage)).toEqual({
      text: "SELECT ?, '$a', ? + ? -- $b",
      parameters: [parameter('a', 'integer', '1'), parameter('b', 'integer', '2'), parameter('a', 'integer', '1')],
    });
    expect(namedByPlace('SELECT ?', [parameter('1', 'integer', '1')], flightSqlLanguage)).toBeUndefined();
  });
  test('as JSON are exact or refused', () => {
    expect(jsonParameters([parameter('a', 'integer', '5'), parameter('b', 'boolean', 'no'), parameter('c', 'text', '7'), parameter('d', 'date', null)])).toEqual({ a: 5, b: false, c: '7', d: null });
    expect(failureOf(() => jsonParameters([parameter('a', 'integer', '9007199254740993')])).kind).toBe('invalid');
  });
});

describe('Dates and times of parameters', () => {
  test('are read with all their digits', () => {
    expect(daysOf('1970-01-02')).toBe(1);
    expect(daysOf('2024-02-29')).toBe(19_782);
    expect(instantOf('2026-02-27T12:30:00.123456789+01:00')).toEqual({ nanoseconds: 1_772_191_800_123_456_789n, hasOffset: true });
    expect(instantOf('1969-12-31 23:59:59.5')).toEqual({ nanoseconds: -500_000_000n, hasOffset: false });
    expect(timeOf('12:30')).toBe(45_000_000_000_000n);
  });
  test.each(['2026-02-30', '2026-13-01', 'today', '', '2026-2-1'])('that do not exist are none: %j', (text) => {
    expect(daysOf(text)).toBeUndefined();
    expect(instantOf(text)).toBeUndefined();
  });
});

describe('Settings of a document', () => {
  test('become headers and choices', () => {
    const settings = statementSettings({ language: 'influxql', database: 'other', 'header-X-Team': 'blue', endpoint: '2', poll: 'true', timeout: '5s' });
    expect(settings).toMatchObject({ language: 'influxql', endpoint: 2, poll: true });
    expect(headersOf(settings)).toEqual([['x-influxdata-query-language', 'influxql'], ['database', 'other'], ['x-team', 'blue']]);
  });
  test.each([{ language: 'cobol' }, { endpoint: '0' }, { as: 'both' }, { 'header-cookie': 'a' }, { 'header-bucket': 'a' }, { 'header-a': 'ü' }])('that cannot be used say so: %j', (settings) => {
    expect(failureOf(() => statementSettings(settings))).toMatchObject({ kind: 'invalid', code: 'bad-setting' });
  });
});

describe('Statistics in trailers', () => {
  test('are told in units of people', () => {
    expect(statisticsOf({ 'x-influxdata-execution-duration-seconds': '0.25', 'x-influxdata-max-memory-bytes': '2048', 'x-influxdata-parquet-files': '12', 'grpc-status': '0' })).toEqual([
      ['Execution time', '250 ms'],
      ['Max memory', '2 KiB'],
      ['Parquet files', '12'],
    ]);
  });
});

