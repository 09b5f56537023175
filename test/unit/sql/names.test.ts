import { describe, expect, it } from 'vitest';
import { quoteIdentifier, unquoteIdentifier } from '../../../src/core/sql/identifier';
import { parameterNames, parametersOf } from '../../../src/core/sql/parameters';
import { documentSettings } from '../../../src/core/sql/settings';
import { splitStatements } from '../../../src/core/sql/split';
import { titleOf } from '../../../src/core/sql/title';
import { everything, other } from './languages';

describe('identifiers', () => {
  it.each([
    ['orders', 'orders'],
    ['Orders', '"Orders"'],
    ['order', '"order"'],
    ['a b', '"a b"'],
    ['a"b', '"a""b"'],
    ['', '""'],
    ['1a', '"1a"'],
    ['größe', '"größe"'],
  ])('writes %j as %j, and reads it back', (name, text) => {
    expect(quoteIdentifier(name, everything)).toBe(text);
    expect(unquoteIdentifier(text, everything)).toBe(name);
  });

  it('uses the first quotes of the language and reads all', () => {
    expect(quoteIdentifier('a`b c', other)).toBe('`a``b c`');
    expect(unquoteIdentifier('[x y]', other)).toBe('x y');
  });
});

describe('parameters', () => {
  it('are found with names and places, outside strings and comments', () => {
    const text = "select ?, '?', $2, $name, ?3, $name, \"$x\", $$?$$, ? -- ?";
    expect(parametersOf(text, everything).map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['1', '?'],
      ['2', '$2'],
      ['name', '$name'],
      ['3', '?3'],
      ['name', '$name'],
      ['2', '?'],
    ]);
    expect(parameterNames(text, everything)).toEqual(['1', '2', 'name', '3']);
  });

  it('are only those that the language has', () => {
    expect(parametersOf('select ?, $1, $a', { ...everything, parameters: ['numbered'] }).map(({ name }) => name)).toEqual(['1']);
    expect(parametersOf('select ?, $1, $a', other)).toEqual([]);
  });
});

describe('settings in comments', () => {
  const own = (text: string) => splitStatements(text, everything).statements.map(({ settings }) => settings);

  it('are read from the top of a document', () => {
    expect(documentSettings('-- headwater: connection=My Local, timeout=30s\n--headwater: Rows = 10\n-- something else\n\nselect 1')).toEqual({ connection: 'My Local', timeout: '30s', rows: '10' });
    expect(documentSettings('\n\n  -- headwater: connection="a, b"\r\nselect 1')).toEqual({ connection: 'a, b' });
    expect(documentSettings('# headwater: connection=x\nselect 1', ['#'])).toEqual({ connection: 'x' });
  });

  it('end with the first statement, and are none in any other text', () => {
    expect(documentSettings('select 1;\n-- headwater: connection=x')).toEqual({});
    expect(documentSettings('-- headwater connection=x\n-- connection=y\nselect 1')).toEqual({});
    expect(documentSettings('')).toEqual({});
  });

  it('belong to the statement directly below', () => {
    expect(own('-- headwater: connection=x\n\n-- headwater: name=orders by day, timeout=5s\n-- and why\nselect 1;\n\n-- headwater: name=lost\n\nselect 2; -- headwater: name=behind\nselect 3')).toEqual([{ name: 'orders by day', timeout: '5s' }, {}, {}]);
  });

  it('of a paragraph that belongs to the first statement are not the document’s, unless it is the only one', () => {
    expect(documentSettings('-- headwater: connection=x\n\n-- headwater: timeout=5s\nselect 1')).toEqual({ connection: 'x' });
    expect(documentSettings('-- headwater: connection=x, name=n, timeout=5s\nselect 1')).toEqual({ connection: 'x', timeout: '5s' });
  });
});

describe('titles', () => {
  const title = (text: string) => splitStatements(text, everything).statements.map((statement) => titleOf(statement, everything)).join(' | ');

  it.each([
    ['-- headwater: name=orders by day\nselect 1', 'orders by day'],
    ['select * from orders', 'SELECT orders'],
    ['select (select max(x) from inner_one) from main."my orders" o', 'SELECT my orders'],
    ['select * from (select * from a.b.c)', 'SELECT c'],
    ["select * from 'data/2024/trips.parquet'", 'SELECT trips.parquet'],
    ['select 1', 'SELECT'],
    ['from t select x', 'FROM t'],
    ['with a as (select * from b) select * from a', 'SELECT a'],
    ['with a as (select 1) insert into t select * from a', 'INSERT t'],
    ['insert or replace into s.t values (1)', 'INSERT t'],
    ['delete from t where x', 'DELETE t'],
    ['update t set x = 1', 'UPDATE t'],
    ['create or replace temp table if not exists a.b (x int)', 'CREATE TABLE b'],
    ['create materialized view v as select 1', 'CREATE MATERIALIZED VIEW v'],
    ['drop table if exists t', 'DROP TABLE t'],
    ['describe t', 'DESCRIBE t'],
    ['begin', 'BEGIN'],
    ['1 +\n 1', '1 + 1'],
    [`select * from ${'x'.repeat(100)}`, `SELECT ${'x'.repeat(52)}…`],
  ])('%j is called %j', (text, expected) => {
    expect(title(text)).toBe(expected);
  });
});
