import { describe, expect, it } from 'vitest';
import { splitStatements, statementAt } from '../../../src/core/sql/split';
import { everything, other } from './languages';

const texts = (text: string, language = everything) => splitStatements(text, language).statements.map((statement) => statement.text);
const problems = (text: string, language = everything) => splitStatements(text, language).problems;
const at = (text: string, offset: number) => statementAt(splitStatements(text, everything).statements, offset)?.text;

describe('splitting', () => {
  it.each([
    ['', []],
    [' \n\t', []],
    [';;;', []],
    ['-- only a comment', []],
    ['select 1', ['select 1']],
    ['select 1;', ['select 1']],
    ['select 1;;select 2', ['select 1', 'select 2']],
    ["select ';' ; select 2", ["select ';'", 'select 2']],
    ["select 'it''s;' ; x", ["select 'it''s;'", 'x']],
    ["select E'a\\';b' ; x", ["select E'a\\';b'", 'x']],
    ["select e'a''b\\\\' ; x", ["select e'a''b\\\\'", 'x']],
    ["select typE'a' ; x", ["select typE'a'", 'x']],
    ["select 'a\\' ; x", ["select 'a\\'", 'x']],
    ['select "a;""b" ; x', ['select "a;""b"', 'x']],
    ['select $$ ; $x$ $$ ; x', ['select $$ ; $x$ $$', 'x']],
    ['select $tag$ ; $$ ; $tag$ ; x', ['select $tag$ ; $$ ; $tag$', 'x']],
    ['select $1, $name ; x', ['select $1, $name', 'x']],
    ['select a$b$c ; select d$b$ ; x', ['select a$b$c', 'select d$b$', 'x']],
    ['select /* a /* ; */ ; */ 1 ; x', ['select /* a /* ; */ ; */ 1', 'x']],
    ['select 1 -- ; not here\n, 2 ; x', ['select 1 -- ; not here\n, 2', 'x']],
    ['-- first\r\nselect 1\r\n;\r\n-- second\r\nselect 2\r\n', ['select 1', 'select 2']],
    ['select 1 -- behind\n', ['select 1']],
    ['a-b;c--d\n;e/f', ['a-b', 'c', 'e/f']],
    ['select (1;2)', ['select (1', '2)']],
    ['\uFEFFselect 1;\u00A0select 2', ['select 1', 'select 2']],
  ])('%j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('follows the data of another language', () => {
    expect(texts("select 'a\\'b' GO select `x GO y` go select [GO] # GO\n, 2 // GO", other)).toEqual(["select 'a\\'b'", 'select `x GO y`', 'select [GO] # GO\n, 2']);
    expect(texts('select GOAL GO x', other)).toEqual(['select GOAL', 'x']);
    expect(texts('/* /* GO */ 1 GO $$ GO $$', other)).toEqual(['1', '$$', '$$']);
  });

  it('tells the places in the document', () => {
    const text = '-- one\r\nselect 1 ;\r\n  select 2';
    for (const statement of splitStatements(text, everything).statements) expect(text.slice(statement.start, statement.end)).toBe(statement.text);
    expect(splitStatements(text, everything).statements.map(({ start, end, terminatorEnd, reach }) => [start, end, terminatorEnd, reach.start, reach.end])).toEqual([
      [8, 16, 18, 0, 18],
      [22, 30, 30, 22, 30],
    ]);
  });
});

describe('what is not closed', () => {
  it.each([
    ["select 'abc ; x", "This string is not closed: ' is missing.", 7],
    ['select "abc ; x', 'This quoted name is not closed: " is missing.', 7],
    ['select /* abc ; /* */ x', 'This comment is not closed: */ is missing.', 7],
    ['select $tag$ abc ; x', 'This string is not closed: $tag$ is missing.', 7],
    ["select 'abc''", "This string is not closed: ' is missing.", 7],
    ["select E'abc\\'", "This string is not closed: ' is missing.", 7],
  ])('is told with its place: %j', (text, message, start) => {
    const [problem, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(message);
    expect(problem?.range.start).toBe(start);
    expect(problem?.range.end).toBeGreaterThan(start);
    expect(problem?.range.end).toBeLessThanOrEqual(text.length);
  });

  it('leaves the statements before it alone', () => {
    expect(texts("select 1; select 'abc")).toEqual(['select 1', "select 'abc"]);
  });

  it('is not told where everything is closed', () => {
    expect(problems("select 'a', \"b\", $$c$$ /* d */ -- '")).toEqual([]);
  });
});

describe('what nobody should write', () => {
  it('keeps NUL characters and tells them', () => {
    expect(texts('select \0 1; x')).toEqual(['select \0 1', 'x']);
    expect(problems('select \0 1').map(({ range }) => range)).toEqual([{ start: 7, end: 8 }]);
  });

  it('keeps lone surrogates', () => {
    expect(texts('select \ud800;\udc00 x')).toEqual(['select \ud800', '\udc00 x']);
  });

  it('tells at most a hundred problems', () => {
    expect(problems('\0'.repeat(5000)).length).toBe(100);
  });
});

describe('the statement at the cursor', () => {
  const text = 'select 1; select 2;\n\n-- about three\nselect 3;\n\nselect\n4\n\n\n';

  it.each([
    ['in a statement', text.indexOf('1'), 'select 1'],
    ['behind a terminator on the line', text.indexOf(';'), 'select 1'],
    ['where the next one begins', text.indexOf('select 2'), 'select 2'],
    ['at the end of the line', text.indexOf(';\n') + 1, 'select 2'],
    ['on an empty line between', text.indexOf(';\n') + 2, 'select 2'],
    ['in the comment above', text.indexOf('about'), 'select 3'],
    ['in a statement of several lines', text.indexOf('4'), 'select\n4'],
    ['at the end of the text', text.length, 'select\n4'],
  ])('%s', (_, offset, expected) => {
    expect(at(text, offset)).toBe(expected);
  });

  it('is the first before the first, and none in an empty text', () => {
    expect(at('\n\nselect 1', 0)).toBe('select 1');
    expect(at('-- nothing', 3)).toBeUndefined();
  });
});

describe('verbs and writing', () => {
  const infos = (text: string) => splitStatements(text, everything).statements.map(({ verb, writes }) => [verb, writes]);

  it.each([
    ['select 1', 'SELECT', false],
    ['( (select 1) )', 'SELECT', false],
    ['/* x */ Insert into t values (1)', 'INSERT', true],
    ['update t set a = 1', 'UPDATE', true],
    ['with a as (select 1) select * from a', 'WITH', false],
    ['with a as (select 1) insert into t select * from a', 'WITH', true],
    ['with a as (select replace(x, 1, 2) from b), c as (select 1) delete from t', 'WITH', true],
    ['with gone as (delete from t returning *) select * from gone', 'WITH', true],
    ['with a as (select 1) select replace(x, 1, 2), (replace(y, 1, 2)) from a', 'WITH', false],
    ["with a as (select 'delete' as \"delete\") select * from a", 'WITH', false],
    ['explain delete from t', 'EXPLAIN', false],
    ['explain analyze delete from t', 'EXPLAIN', true],
    ['explain (analyze, format json) delete from t', 'EXPLAIN', true],
    ['explain (format json) delete from t', 'EXPLAIN', false],
    ['explain analyze select 1', 'EXPLAIN', false],
    ['explain analyze with a as (select 1) insert into t select 1', 'EXPLAIN', true],
    ['from t', 'FROM', false],
    ['1 + 1', '', false],
    ["'x'", '', false],
  ])('%j', (text, verb, writes) => {
    expect(infos(text)).toEqual([[verb, writes]]);
  });
});
