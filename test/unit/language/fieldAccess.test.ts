import { describe, expect, test } from 'vitest';
import type { StatementLanguage } from '../../../src/core/contract/language';
import { callAt } from '../../../src/server/language/pure/callAt';
import { fieldPathAt } from '../../../src/server/language/pure/fieldPath';
import { tokensOf } from '../../../src/server/language/pure/tokens';
import { signatureOf } from '../../../src/server/language/signature';

const language: StatementLanguage = {
  id: 'sql',
  label: '',
  terminator: ';',
  lineComments: ['--'],
  strings: [{ open: "'", close: "'", escape: 'double' }],
  identifiers: [{ open: '`', close: '`' }],
  dollarQuotes: false,
  parameters: [],
  plainIdentifier: '^[A-Z_]+$',
  reserved: [],
  keywords: [],
  fieldAccess: '->',
  writing: [],
};
const at = (text: string) => fieldPathAt(text.replace('|', ''), text.indexOf('|'), language);

describe('a field inside a column', () => {
  test('is found by the names before it', () => {
    expect(at('SELECT PLACE->|')).toMatchObject({ path: ['PLACE'], prefix: '' });
    expect(at('SELECT o.PLACE->AT->LA|')).toMatchObject({ path: ['PLACE', 'AT'], prefix: 'LA', replace: { start: 20, end: 22 } });
    expect(at('SELECT `a b` -> `c`->|')).toMatchObject({ path: ['a b', 'c'] });
  });
  test('is not where a comparison or anything else stands', () => {
    for (const text of ['SELECT a > |', 'SELECT a - > b|', "SELECT '->'|", 'SELECT |', 'SELECT PLACE->x, |']) expect(at(text), text).toBeUndefined();
  });
});

describe('the call around the cursor', () => {
  const call = (text: string) => callAt(tokensOf(text.replace('|', ''), language), text.indexOf('|'));
  test('is the innermost one, with the argument that is being written', () => {
    expect(call('SELECT SUBSTRING(|')).toEqual({ name: 'SUBSTRING', argument: 0 });
    expect(call('SELECT F(a, G(b, c), |')).toEqual({ name: 'F', argument: 2 });
    expect(call('SELECT F(a, G(b, |')).toEqual({ name: 'G', argument: 1 });
    expect(call('SELECT F(ARRAY[1, 2], |')).toEqual({ name: 'F', argument: 1 });
    expect(call('SELECT F(a) |')).toBeUndefined();
  });
  test('shows the form that has room for the argument', () => {
    const form = (label: string, count: number) => ({ label, returns: 'INT', description: '', parameters: Array.from({ length: count }, (_, index) => ({ label: `p${index}`, description: '' })) });
    expect(signatureOf({ name: 'F', description: '', forms: [form('F(p0)', 1), form('F(p0, p1)', 2)] }, 1)?.activeSignature).toBe(1);
    expect(signatureOf({ name: 'F', description: '', forms: [] }, 0)).toBeUndefined();
  });
});
