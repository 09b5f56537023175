import { describe, expect, test } from 'vitest';
import { changesNaming, namedLanguage } from '../../../src/extension/dialects/languageLine';

const applied = (text: string, language: string | undefined): string =>
  changesNaming(language, text).toReversed().reduce((result, { start, end, text: own }) => result.slice(0, start) + own + result.slice(end), text);

describe('The language that a document names', () => {
  test.each([
    ['SELECT 1', undefined],
    ['-- headwater: language=InfluxQL\nSELECT 1', 'influxql'],
    ['-- headwater: connection=a\n\n-- headwater: language=influxql\nSELECT 1', undefined],
  ])('is read from %j', (text, language) => {
    expect(namedLanguage(text)).toBe(language);
  });
});

describe('Choosing a language', () => {
  test.each([
    ['stands on top of a document without settings', 'SELECT 1\n', '-- headwater: language=influxql\nSELECT 1\n'],
    ['stands below the connection', '-- headwater: connection=Sensors\nSELECT 1\n', '-- headwater: connection=Sensors\n-- headwater: language=influxql\nSELECT 1\n'],
    ['takes the place of another', '-- headwater: connection=a, language=sql, timeout=3s\nSELECT 1', '-- headwater: connection=a, language=influxql, timeout=3s\nSELECT 1'],
    ['stands in an empty document', '', '-- headwater: language=influxql\n'],
    ['is the document’s, not the first statement’s', '-- Notes\n\n-- headwater: rows=5\nSELECT 1', '-- headwater: language=influxql\n-- Notes\n\n-- headwater: rows=5\nSELECT 1'],
    ['leaves a line without a line break whole', '-- headwater: connection=a', '-- headwater: language=influxql\n-- headwater: connection=a'],
    ['keeps line breaks of Windows', '-- headwater: language=sql\r\nSELECT 1', '-- headwater: language=influxql\r\nSELECT 1'],
  ])('%s', (_what, before, after) => {
    expect(applied(before, 'influxql')).toBe(after);
    expect(namedLanguage(after)).toBe('influxql');
  });

  test.each([
    ['-- headwater: language=influxql\nSELECT 1', 'SELECT 1'],
    ['-- headwater: connection=a\n-- headwater: language=influxql\nSELECT 1', '-- headwater: connection=a\nSELECT 1'],
    ['-- headwater: connection=a, language=influxql\nSELECT 1', '-- headwater: connection=a\nSELECT 1'],
    ['-- headwater: language=influxql, connection=a\nSELECT 1', '-- headwater: connection=a\nSELECT 1'],
    ['-- headwater: connection=a, language="influxql", rows=5\nSELECT 1', '-- headwater: connection=a, rows=5\nSELECT 1'],
    ['SELECT 1', 'SELECT 1'],
  ])('of the connection itself takes the setting away: %j', (before, after) => {
    expect(applied(before, undefined)).toBe(after);
  });
});
