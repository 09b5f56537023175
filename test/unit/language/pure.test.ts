import { describe, expect, it } from 'vitest';
import { pointedName } from '../../../src/server/language/pure/nameAt';
import { placeAt } from '../../../src/server/language/pure/place';
import { tablesOf } from '../../../src/server/language/pure/tables';
import { changeBetween, shiftRange } from '../../../src/server/language/pure/textShift';
import { tokensOf } from '../../../src/server/language/pure/tokens';
import { CASES, Random } from '../format/random';
import { everything } from '../sql/languages';

/** The text with the cursor at `|`. */
function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

function place(marked: string): string {
  const { text, offset } = cursor(marked);
  const found = placeAt(tokensOf(text, everything), offset, everything);
  if (found.kind === 'nothing') return 'nothing';
  const qualifier = 'qualifier' in found ? found.qualifier.map((part) => `${part}.`).join('') : '';
  return `${found.kind} ${qualifier}${found.prefix} [${text.slice(found.replace.start, found.replace.end)}]`;
}

describe('what is being written', () => {
  it.each([
    ['|', 'any  []'],
    ['sel|', 'any sel [sel]'],
    ['select a, b| from t', 'any b [b]'],
    ['select | from t', 'any  []'],
    ['select * from |', 'table  []'],
    ['select * from or|', 'table or [or]'],
    ['select * from or|ders where', 'table or [orders]'],
    ['select * from /* x */ |', 'table  []'],
    ['select * from a, |', 'table  []'],
    ['select * from a x, b as y, c|', 'table c [c]'],
    ['select * from a where x, |', 'any  []'],
    ['select * from a join |', 'table  []'],
    ['select * from a |', 'any  []'],
    ['select * from a left join b on a.|', 'member a. []'],
    ['select o.na| from orders o', 'member o.na [na]'],
    ['select * from main.|', 'table main. []'],
    ['select * from db.main.or|', 'table db.main.or [or]'],
    ['select * from "my db".ma|', 'table my db.ma [ma]'],
    ['select * from (select * from | ) x', 'table  []'],
    ['select * from (|', 'any  []'],
    ['select f(a, |', 'any  []'],
    ['select * from read(1, |', 'any  []'],
    ['insert into |', 'table  []'],
    ['insert into t (|', 'any  []'],
    ['update |', 'table  []'],
    ['drop table if exists |', 'table  []'],
    ["select 'ab|c'", 'nothing'],
    ["select * from 'da|", "file da [da]"],
    ["select * from 'da|ta/x.csv' where", 'file da [data/x.csv]'],
    ["select * from 'da|\n;select 2", 'file da [da]'],
    ['select * from "or|', 'table or ["or]'],
    ['select 1 -- fro|', 'nothing'],
    ['select 1 /* fro| */', 'nothing'],
    ['select 1 /* x */ |', 'any  []'],
    ['select 12|', 'nothing'],
    ["select * from 'a.csv'|", 'nothing'],
    ["select * from 'a.csv' |", 'any  []'],
    ['select a.b.c.|', 'member a.b.c. []'],
    ['select a . |', 'member a. []'],
  ])('%j', (marked, expected) => {
    expect(place(marked)).toBe(expected);
  });
});

describe('tables that a statement names', () => {
  const tables = (text: string) => tablesOf(tokensOf(text, everything), everything).map(({ reference, alias }) => `${reference}=${alias}`);

  it.each([
    ['select * from orders', ['orders=orders']],
    ['select * from main.orders o, "my t" as "x y" join c using (id)', ['main.orders=o', '"my t"=x y', 'c=c']],
    ["select * from 'data/trips.parquet' t where x", ["'data/trips.parquet'=t"]],
    ['select * from a left join b on a.x = b.x where y in (select z from c)', ['a=a', 'b=b', 'c=c']],
    ['select * from range(10) r, t', []],
    ['select * from (select * from inner_one) x', ['inner_one=inner_one']],
    ['insert into t (a, b) select 1 from u', ['t=t', 'u=u']],
    ['update t set a = 1', ['t=t']],
    ['select * from t limit 1', ['t=t']],
    ['select extract(year from day) from t', ['day=day', 't=t']],
    ['select * from', []],
    ['from t -- comment\n as x', ['t=x']],
  ])('%j', (text, expected) => {
    expect(tables(text)).toEqual(expected);
  });
});

describe('the name under the pointer', () => {
  it.each([
    ['select a.b|b.c', ['a', 'bb'], 'a.bb'],
    ['select |a.b', ['a'], 'a'],
    ['select "x ""y|"', ['x "y'], '"x ""y"'],
    ["from 'a|.csv'", ["'a.csv'"], "'a.csv'"],
  ])('%j', (marked, parts, reference) => {
    const { text, offset } = cursor(marked);
    expect(pointedName(tokensOf(text, everything), offset, everything)).toMatchObject({ parts, reference });
  });

  it('is none between names, in comments and in strings that do not end', () => {
    for (const marked of ['select 1 + | 2', 'select -- na|me', "select 'na|me", '|']) {
      const { text, offset } = cursor(marked);
      expect(pointedName(tokensOf(text, everything), offset, everything)).toBeUndefined();
    }
  });
});

describe('ranges that follow edits', () => {
  it('find the one change between two texts', () => {
    expect(changeBetween('abc', 'abc')).toBeUndefined();
    expect(changeBetween('abc', 'aXbc')).toEqual({ start: 1, oldEnd: 1, newEnd: 2 });
    expect(changeBetween('aaa', 'aa')).toEqual({ start: 2, oldEnd: 3, newEnd: 2 });
    expect(changeBetween('', 'x')).toEqual({ start: 0, oldEnd: 0, newEnd: 1 });
  });

  it('hold the same text after any edit elsewhere, and are gone after one inside', () => {
    const random = new Random(9);
    for (let i = 0; i < CASES; i++) {
      const before = Array.from({ length: random.int(1, 12) }, () => random.pick(['a', 'b', ' '])).join('');
      const [from, to] = [random.int(0, before.length), random.int(0, before.length)].sort((one, other) => one - other) as [number, number];
      const after = before.slice(0, from) + random.pick(['', 'a', 'bb']) + before.slice(to);
      const change = changeBetween(before, after);
      const start = random.int(0, before.length - 1);
      const range = { start, end: random.int(start + 1, before.length) };
      const shifted = change ? shiftRange(range, change) : range;
      if (shifted) expect(after.slice(shifted.start, shifted.end)).toBe(before.slice(range.start, range.end));
      else expect(change && change.start <= range.end && change.oldEnd >= range.start).toBe(true);
    }
  });
});
