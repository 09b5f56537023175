import { describe, expect, test } from 'vitest';
import { duckDbFailure } from '../../../src/duckdb/failure';
import { describeNativeError } from '../../../src/duckdb/nativeError';

describe('an error of DuckDB', () => {
  test.each([
    ['Parser Error: {"exception_type":"Parser","exception_message":"syntax error","position":"7"}', { type: 'Parser', message: 'syntax error', byte: 7 }],
    ['{"exception_type":"IO","exception_message":"No files"}', { type: 'IO', message: 'No files' }],
    ['Invalid Input Error: Values were not provided', { type: 'Invalid Input', message: 'Values were not provided' }],
    ['{not json', { type: '', message: '{not json' }],
    ['something else', { type: '', message: 'something else' }],
  ])('is read from %s', (text, error) => {
    expect(describeNativeError(new Error(text))).toEqual(error);
  });

  test.each([
    ['SELEC 1', 0, 'SELEC'],
    ["SELECT 'é🦆', nope", 17, 'nope'],
    ['SELECT "a""b" FROM t', 7, '"a""b"'],
    ['SELECT (1', 9, '1'],
    ['SELECT 1  \n', 8, '1'],
    ['SELECT @', 7, '@'],
    ['SELECT 🦆', 7, '🦆'],
    ['x', 1_000, 'x'],
  ])('in %j at byte %d points at %j', (text, byte, piece) => {
    const { position } = duckDbFailure({ type: 'Parser', message: 'wrong', byte }, 'Could not run', text);
    expect(text.slice(position!.start, position!.end)).toBe(piece);
  });

  test('puts a hint into what to do, and keeps the whole text as detail', () => {
    const failure = duckDbFailure({ type: 'Catalog', message: 'Table with name nope does not exist!\nDid you mean "note"?' }, 'Could not run');
    expect(failure).toEqual({ what: 'Could not run', why: 'Table with name nope does not exist!', todo: 'Did you mean "note"?', code: 'Catalog Error', detail: 'Table with name nope does not exist!\nDid you mean "note"?' });
  });
});
