import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArrowTable } from '../../engine/source/arrowTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/one-sql.md'), 'utf8');
const examples = [...page.matchAll(/```sql\n([^]*?)\n```/gu)].map(([, text = '']) => text);
const EXPECTED: readonly (readonly string[])[] = [
  ['93 93'],
  ['r0 39', 'r1 41', 'r2 20'],
  ['0 nick 0', '1 nick 1', '2 nick 2', '3 nick 3', '4 nick 4'],
  ['first 1', 'second 2'],
  ['0 95', '1 96', '2 97'],
  ['100'],
  [],
  [],
];

let bench: Bench;
let profiles: KeyedTable;

beforeAll(async () => {
  const seed = await startEngine({});
  const table = (query: string) => plainMessages(seed.plain, query);
  profiles = new KeyedTable(await table("SELECT i::BIGINT AS id, 'nick ' || i AS nick FROM range(5) t(i)"));
  const prod = new SyntheticSession(
    new Map([
      ['db.orders', new ArrowTable(await table("SELECT i AS id, (i % 5)::BIGINT + CASE WHEN i = 93 THEN 4 ELSE 0 END AS customer, i * 1.0::DOUBLE AS price, 'note' AS note FROM range(100) t(i)"), 'exact')],
      ['db.customers', new ArrowTable(await table("SELECT i::BIGINT AS id, 'r' || (i % 3) AS region FROM range(8) t(i)"), 'exact')],
    ]),
  );
  await seed.stop();
  bench = await startEngine({ prod, kv: new SyntheticSession(new Map([['db.profiles', profiles]])) });
}, 60_000);
afterAll(async () => {
  await bench.stop();
});

describe('the examples of docs/one-sql.md', () => {
  it('are ten', () => {
    expect(examples).toHaveLength(10);
  });

  it.each(examples.map((text, index) => [index + 1, text] as const))('%d runs: %s', async (number, text) => {
    const { messages, done } = await answer(bench, text, 'prod');
    expect(done).toBeDefined();
    const rows = rowTexts(messages).map((row) => row.join(' '));
    const expected = EXPECTED[number - 1];
    if (expected) expect(rows).toEqual(expected);
    else expect(rows.join('\n')).toMatch(/prod\.db\.orders/u);
  });

  it('have written what they say', () => {
    expect(profiles.written).toEqual(['insert 1001 customer 1', 'insert 1004 customer 4', 'insert 1007 customer 7', 'update 1 NICK 1', 'update 2 NICK 2']);
  });
});
