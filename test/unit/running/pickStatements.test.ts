import { describe, expect, test } from 'vitest';
import { shifted, statementAt, statementNear } from '../../../src/extension/running/pickStatements';
import { statementsIn } from './fakes';

/** `|` is the cursor. */
function at(marked: string): string | undefined {
  const text = marked.replace('|', '');
  return statementAt(text, statementsIn(text).filter(({ text: body }) => !body.startsWith('--')), marked.indexOf('|'))?.text;
}

describe('the statement at the cursor', () => {
  test.each([
    ['SEL|ECT 1; SELECT 2', 'SELECT 1'],
    ['|SELECT 1; SELECT 2', 'SELECT 1'],
    ['SELECT 1;| SELECT 2', 'SELECT 1'],
    ['SELECT 1; |SELECT 2', 'SELECT 2'],
    ['SELECT 1;\nSELECT 2;  |', 'SELECT 2'],
    ['SELECT 1;\n|\nSELECT 2', 'SELECT 1'],
    ['\n|\nSELECT 1', 'SELECT 1'],
    ['SELECT 1;\n\n\n|', 'SELECT 1'],
  ])('in %j is %j', (marked, statement) => {
    expect(at(marked)).toBe(statement);
  });

  test('is the one below a comment that stands directly above it', () => {
    const text = 'SELECT 1;\n-- about two\nSELECT 2';
    const statements = [statementsIn('SELECT 1')[0]!, { ...statementsIn('SELECT 2')[0]!, start: text.indexOf('SELECT 2'), end: text.length }];
    expect(statementAt(text, statements, text.indexOf('about'))?.text).toBe('SELECT 2');
  });

  test('is none in a text without statements', () => {
    expect(at('  | ')).toBeUndefined();
  });

  test('is found again at its place, or near it after an edit', () => {
    const text = 'SELECT 1; SELECT 22';
    expect(statementNear(text, statementsIn(text), { start: 10, end: 19 })?.text).toBe('SELECT 22');
    expect(statementNear(text, statementsIn(text), { start: 10, end: 15 })?.text).toBe('SELECT 22');
  });
});

test('statements of a selection are told in places of the document', () => {
  expect(shifted(statementsIn('SELECT 1'), 5)).toMatchObject([{ start: 5, end: 13, text: 'SELECT 1' }]);
});
