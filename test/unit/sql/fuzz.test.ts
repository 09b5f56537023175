import { describe, expect, it } from 'vitest';
import type { StatementLanguage } from '../../../src/core/contract/language';
import { parametersOf } from '../../../src/core/sql/parameters';
import { splitStatements, statementAt } from '../../../src/core/sql/split';
import { titleOf } from '../../../src/core/sql/title';
import { documentStatements } from '../../../src/server/language/documentStatements';
import { placeAt } from '../../../src/server/language/pure/place';
import { tablesOf } from '../../../src/server/language/pure/tables';
import { tokensOf } from '../../../src/server/language/pure/tokens';
import { Random } from '../format/random';
import { everything, other } from './languages';

const CASES = process.env['HEADWATER_FULL'] === '1' ? 200_000 : 3_000;

const PIECES = ["'", '"', ';', '--', '/*', '*/', '$$', '$a$', '$', '$1', '$b', '?', 'E\'', '\\', '\n', '\r\n', ' ', '(', ')', ',', '.', '`', '[', ']', '#', 'GO', '\0', '\ud800', '\u2028', 'ä', '😀', '1.5e3', 'select', 'FROM', 'with', 'as', 'insert', 'explain', 'analyze', 'a', 'headwater: name=x', '=', 'AS', 'JOIN'];

describe('any text', () => {
  it.each([
    ['everything', everything],
    ['other', other],
  ])('is split without loss, in order, and features answer at every place (%s)', (_, language) => {
    const random = new Random(2026);
    for (let i = 0; i < CASES; i++) {
      const text = Array.from({ length: random.int(0, 30) }, () => random.pick(PIECES)).join('');
      check(text, language, random.int(0, text.length));
    }
  });

  it('made of statements that are closed comes back as those statements', () => {
    const random = new Random(7);
    const parts = ["'a;''b'", '"c;""d"', '$$ ; $$', '$t$ ; $$ $t$', '/* ; /* ; */ */', '-- ;\n', "E'\\';'", 'word', '12', '(', ')', ',', '?', '$1'];
    for (let i = 0; i < CASES; i++) {
      const statements = Array.from({ length: random.int(1, 5) }, () => `x ${Array.from({ length: random.int(0, 6) }, () => random.pick(parts)).join(' ')} y`);
      expect(splitStatements(statements.join(' ; \n'), everything)).toMatchObject({ statements: statements.map((text) => ({ text })), problems: [] });
    }
  });
});

function check(text: string, language: StatementLanguage, offset: number): void {
  const { statements, problems } = splitStatements(text, language);
  let before = 0;
  for (const statement of statements) {
    expect(statement.start).toBeGreaterThanOrEqual(before);
    expect(statement.end).toBeGreaterThan(statement.start);
    expect(statement.terminatorEnd).toBeGreaterThanOrEqual(statement.end);
    expect(statement.reach.start).toBeLessThanOrEqual(statement.start);
    expect(statement.reach.start).toBeGreaterThanOrEqual(before);
    expect(statement.reach.end).toBeGreaterThanOrEqual(statement.terminatorEnd);
    expect(text.slice(statement.start, statement.end)).toBe(statement.text);
    for (const { start, end } of parametersOf(statement.text, language)) expect(end).toBeGreaterThan(start);
    expect(titleOf(statement, language).length).toBeLessThanOrEqual(60);
    const tokens = tokensOf(statement.text, language);
    tablesOf(tokens, language);
    const place = placeAt(tokens, Math.min(offset, statement.text.length), language);
    if (place.kind !== 'nothing') expect(place.replace.start).toBeLessThanOrEqual(place.replace.end);
    before = statement.terminatorEnd;
  }
  for (const { range } of problems) expect(range.end).toBeLessThanOrEqual(text.length);
  expect(documentStatements(text, language).statements.length).toBe(statements.length);
  if (statements.length > 0) expect(statements).toContain(statementAt(statements, offset));
}

describe('large texts', () => {
  // Guards against work that grows with the square of the length: each took minutes if it did.
  it.each([
    ['statements', "select a, 'b;c' from t where x = 1; -- comment\n"],
    ['open comments', '/* '],
    ['dollars', '$a$b'],
    ['quotes', "'"],
    ['quoted quotes', "'' "],
    ['parentheses', '('],
    ['comment lines', '-- headwater: name=x\n'],
    ['terminators', ';'],
    ['one word', 'a'],
    ['blank lines', '\r\n'],
    ['table expressions', 'with a as (select 1), '],
    ['lists of tables', 'from a, '],
    ['backslashes', "E'\\"],
  ])('of %s are split in one pass', (_, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    documentStatements(text, everything);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
