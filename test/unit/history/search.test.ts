import { describe, expect, test } from 'vitest';
import { byDay } from '../../../src/extension/history/days';
import type { HistoryEntry } from '../../../src/extension/history/entry';
import { withoutSecrets } from '../../../src/extension/history/redact';
import { labelOf, search } from '../../../src/extension/history/search';

function entryOf(statement: string, startedAt = 0, connectionName = 'Local'): HistoryEntry {
  return { id: statement, statement, title: 'SELECT', connectionId: 'local', connectionName, startedAt, elapsedMs: 5, rows: 1, outcome: 'done' };
}

describe('searching the history', () => {
  const entries = [entryOf('SELECT *\n  FROM orders'), entryOf('SELECT * FROM users', 0, 'prod'), entryOf('DROP TABLE orders')];
  const found = (text: string): string[] => search(entries, text).map(({ label }) => label);

  test('finds every word, in any order and case, in the statement or the name of its connection', () => {
    expect(found('ORDERS from')).toEqual(['SELECT * FROM orders']);
    expect(found('prod')).toEqual(['SELECT * FROM users']);
    expect(found('orders users')).toEqual([]);
    expect(found('  ')).toHaveLength(3);
  });

  test('marks what it found, overlapping matches as one', () => {
    const [one] = search([entryOf('SELECT orders, order_id FROM orders')], 'order rders');
    expect(one?.highlights.map(([start, end]) => one.label.slice(start, end))).toEqual(['orders', 'order', 'orders']);
  });

  test('marks nothing at wrong places where letters change their length', () => {
    expect(search([entryOf('SELECT İ, x')], 'x')[0]?.highlights).toEqual([]);
  });
});

test.each([
  ['-- a note\n-- more\n  SELECT\n\t1', 'SELECT 1'],
  ['-- only a note', '-- only a note'],
  [`SELECT ${'x'.repeat(500)}`, `SELECT ${'x'.repeat(153)}…`],
])('a row shows %j as %j', (statement, label) => {
  expect(labelOf(statement)).toBe(label);
});

test('entries are grouped by the calendar days of the person', () => {
  const at = (day: number, hour: number): number => new Date(2026, 2, day, hour).getTime();
  const found = search([entryOf('a', at(30, 23)), entryOf('b', at(30, 0)), entryOf('c', at(29, 23)), entryOf('d', at(1, 12))], '');
  const days = byDay(found, at(30, 23));
  expect(days.map(({ ago, found: entries }) => [ago, entries.length])).toEqual([[0, 2], [1, 1], [29, 1]]);
});

describe('secrets in statements', () => {
  test.each([
    ["CREATE SECRET s (TYPE s3, KEY_ID 'AKIA', SECRET 'abc''def')", "CREATE SECRET s (TYPE s3, KEY_ID 'AKIA', SECRET '•••')"],
    ["CREATE USER u WITH PASSWORD 'x y'", "CREATE USER u WITH PASSWORD '•••'"],
    ["CREATE USER u IDENTIFIED BY 'x'", "CREATE USER u IDENTIFIED BY '•••'"],
    ["SET s3_secret_access_key='abc'", "SET s3_secret_access_key='•••'"],
    ["ATTACH 'host=h password=hunter2 user=u' AS p", "ATTACH 'host=h password=••• user=u' AS p"],
    ["ATTACH 'postgres://me:hunter2@h/db'", "ATTACH 'postgres://me:•••@h/db'"],
    ["FROM 'https://h/f.csv?token=abc&x=1'", "FROM 'https://h/f.csv?token=•••&x=1'"],
    [`WITH ('sasl.token' = 'abc')`, `WITH ('sasl.token' = '•••')`],
  ])('are taken out of %j', (statement, kept) => {
    expect(withoutSecrets(statement)).toBe(kept);
  });

  test.each(["SELECT password FROM users WHERE name = 'x'", 'SELECT a.token = b.token FROM a, b', "SELECT 'https://h/a:b@c'", "SELECT 'tokens: many'"])('are not seen in %j', (statement) => {
    expect(withoutSecrets(statement)).toBe(statement);
  });

  test('are looked for in linear time', () => {
    const statement = `SELECT '${'password'.repeat(20_000)}', ${"'a' || ".repeat(20_000)} 'x'`;
    const before = performance.now();
    withoutSecrets(statement);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
