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

const CASES = process.env['HEADWATER_FULL'] === '1' ? 50_000 : 3_000;
const LONG_MS = 300_000;

const PIECES = ["'", '"', ';', '--', '/*', '*/', '$$', '$a$', '$', '$1', '$b', '?', 'E\'', '\\', '\n', '\r\n', ' ', '(', ')', ',', '.', '`', '[', ']', '#', 'GO', '\0', '\ud800', '\u2028', 'ä', '😀', '1.5e3', 'select', 'FROM', 'with', 'as', 'insert', 'explain', 'analyze', 'a', 'headwater: name=x', '=', 'AS', 'JOIN'];

describe('any text', () => {
  it.each([
    ['everything', everything],
    ['other', other],
  ])('is split without loss, in order, and features answer at every place (%s)', (_, language) => {
    const random = new Random(2026);
    const found: string[] = [];
    for (let i = 0; i < CASES; i++) {
      const text = Array.from({ length: random.int(0, 30) }, () => random.pick(PIECES)).join('');
      found.push(...faults(text, language, random.int(0, text.length)));
    }
    expect(found).toEqual([]);
  }, LONG_MS);

  it('made of statements that are closed comes back as those statements', () => {
    const random = new Random(7);
    const lost: string[] = [];
    const parts = ["'a;''b'", '"c;""d"', '$$ ; $$', '$t$ ; $$ $t$', '/* ; /* ; */ */', '-- ;\n', "E'\\';'", 'word', '12', '(', ')', ',', '?', '$1'];
    for (let i = 0; i < CASES; i++) {
      const statements = Array.from({ length: random.int(1, 5) }, () => `x ${Array.from({ length: random.int(0, 6) }, () => random.pick(parts)).join(' ')} y`);
      const split = splitStatements(statements.join(' ; \n'), everything);
      const same = split.problems.length === 0 && split.statements.length === statements.length && split.statements.every(({ text }, index) => text === statements[index]);
      if (!same) lost.push(statements.join(' ; \n'));
    }
    expect(lost).toEqual([]);
  }, LONG_MS);
});

/** What is wrong with the answers for a text; nothing is called `expect` for, since that costs more than the work itself. */
function faults(text: string, language: StatementLanguage, offset: number): readonly string[] {
  const found: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) found.push(`${what}: ${JSON.stringify(text)}`);
  };
  const { statements, problems } = splitStatements(text, language);
  let before = 0;
  for (const statement of statements) {
    const { start, end, terminatorEnd, reach } = statement;
    must(before <= reach.start && reach.start <= start && start < end && end <= terminatorEnd && terminatorEnd <= reach.end && reach.end <= text.length, 'order');
    must(text.slice(start, end) === statement.text, 'text');
    must(parametersOf(statement.text, language).every((mark) => mark.start < mark.end), 'parameters');
    must(titleOf(statement, language).length <= 60, 'title');
    const tokens = tokensOf(statement.text, language);
    must(tablesOf(tokens, language).every((table) => table.start < table.end), 'tables');
    const place = placeAt(tokens, Math.min(offset, statement.text.length), language);
    must(place.kind === 'nothing' || place.replace.start <= place.replace.end, 'place');
    before = terminatorEnd;
  }
  must(problems.every(({ range }) => range.start < range.end && range.end <= text.length), 'problems');
  must(documentStatements(text, language).statements.length === statements.length, 'answer');
  const pointed = statementAt(statements, offset);
  must(statements.length === 0 ? pointed === undefined : pointed !== undefined, 'cursor');
  return found;
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
