import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../src/core/contract/execution';
import { HeadwaterError } from '../../../src/core/errors';
import { compareRelations } from '../../../src/engine/diff/compare';
import { random } from '../support/random';
import { texts } from '../duckdb/support';
import { Bench, never, reason } from './support';

interface Compared {
  readonly messages: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly string[];
}

describe('comparing two relations', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(async () => bench[Symbol.asyncDispose]());

  async function compare(left: string, right: string, key: readonly string[]): Promise<Compared> {
    const connection = await bench.duckDb.connect();
    const parts: Uint8Array[] = [];
    const messages: string[] = [];
    let done: ExecutionEvent | undefined;
    try {
      for await (const event of compareRelations(connection, { left: { label: 'left', query: left, sources: [] }, right: { label: 'right', query: right, sources: [] }, key }, { signal: never })) {
        if (event.kind === 'message') messages.push(event.text);
        else if (event.kind === 'done') done = event;
        else if (event.kind !== 'progress') parts.push(event.bytes);
      }
    } finally {
      connection.close();
    }
    const table = tableFromIPC(parts);
    const columns = table.schema.fields.map((_, index) => texts(table, index));
    const rows = Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row] ?? ''));
    return { messages, facts: Object.fromEntries(done?.kind === 'done' ? (done.facts ?? []) : []), rows, columns: table.schema.fields.map(({ name }) => name) };
  }

  it('tells rows by their key, and of changed ones which cells', async () => {
    const left = `FROM (VALUES (1, 'a', 1.5), (2, 'b', 2.5), (3, 'c', NULL)) t(id, name, amount)`;
    const right = `FROM (VALUES (1, 'a', 1.5), (3, 'C', 3.5), (4, 'd', 4.5)) t(id, name, amount)`;
    const found = await compare(left, right, ['id']);
    expect(found.columns).toEqual(['change', 'changed columns', 'id', 'name', 'amount']);
    expect(found.rows).toEqual([
      ['removed', 'NULL', '2', 'b', '2.5'],
      ['before', '["name","amount"]', '3', 'c', 'NULL'],
      ['after', '["name","amount"]', '3', 'C', '3.5'],
      ['added', 'NULL', '4', 'd', '4.5'],
    ]);
    expect(found.facts).toEqual({ Removed: '1', Added: '1', Changed: '1', Equal: '1', Left: '3 rows', Right: '3 rows' });
    expect(found.messages).toEqual(['1 removed, 1 added, 1 changed; 1 equal. 3 rows on the left, 3 on the right.']);
  });

  it('says that rows are equal where they are', async () => {
    const found = await compare('SELECT range AS id FROM range(100)', 'SELECT range AS id FROM range(100) ORDER BY 1 DESC', ['id']);
    expect(found.rows).toEqual([]);
    expect(found.messages).toEqual(['The rows are equal: 100 rows on the left, 100 on the right.']);
  });

  it('counts equal rows without a key', async () => {
    const found = await compare(`FROM (VALUES ('a'), ('a'), ('b'), (NULL), (NULL)) t(x)`, `FROM (VALUES ('a'), ('c'), ('c'), (NULL)) t(x)`, []);
    expect(found.columns).toEqual(['change', 'rows', 'x']);
    expect(found.rows).toEqual([['removed', '1', 'a'], ['removed', '1', 'b'], ['added', '2', 'c'], ['removed', '1', 'NULL']]);
    expect(found.facts).toMatchObject({ Removed: '3', Added: '2', Equal: '2' });
  });

  it('tells columns that are only on one side or have another type, and compares the others', async () => {
    const found = await compare(`SELECT 1 AS id, 'x' AS gone, 5::INTEGER AS n`, `SELECT 1 AS id, 5::BIGINT AS n, true AS new`, ['id']);
    expect(found.messages.slice(0, 3)).toEqual([
      'Column gone (VARCHAR) is only on the left: it is not compared.',
      'Column n was INTEGER and is BIGINT: its values are compared as text.',
      'Column new (BOOLEAN) is only on the right: it is not compared.',
    ]);
    expect(found.rows).toEqual([]);
  });

  it('takes NULL in a key as a value, and keys of several columns', async () => {
    const found = await compare(`FROM (VALUES (1, NULL, 'a'), (NULL, 2, 'b')) t(x, y, v)`, `FROM (VALUES (1, NULL, 'A'), (NULL, 2, 'b')) t(x, y, v)`, ['x', 'y']);
    expect(found.rows.map(([change, , ...row]) => [change, ...row])).toEqual([['before', '1', 'NULL', 'a'], ['after', '1', 'NULL', 'A']]);
  });

  it('compares nested values, decimals and times as what they are', async () => {
    const side = (extra: string) => `SELECT range AS id, [range, range + 1] AS l, {'a': range${extra}} AS s, (range / 3)::DECIMAL(30, 10) AS d, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS t, 'NaN'::DOUBLE AS n FROM range(10)`;
    expect((await compare(side(''), side(''), ['id'])).rows).toEqual([]);
    expect((await compare(side(''), side(' + (range = 5)::BIGINT'), ['id'])).rows.map((row) => [row[0], row[1]])).toEqual([['before', '["s"]'], ['after', '["s"]']]);
  });

  it('handles names with quotes, and its own names', async () => {
    const found = await compare(`SELECT 1 AS "a ""b""", 2 AS "change", 3 AS lr, 4 AS rowid, 5 AS c0, 'x' AS "it's"`, `SELECT 1 AS "a ""b""", 5 AS "change", 3 AS lr, 4 AS rowid, 5 AS c0, 'y' AS "it's"`, ['a "b"']);
    expect(found.rows[0]?.[1]).toBe(`["change","it's"]`);
  });

  it.each([
    ['a key that does not tell rows apart', `FROM (VALUES (1), (1), (2), (2), (2)) t(id)`, 'SELECT 1 AS id', ['id'], 'key-not-unique'],
    ['a key column that one side has not', 'SELECT 1 AS id', 'SELECT 1 AS nr', ['id'], 'no-key-column'],
    ['sides without a common column', 'SELECT 1 AS id', 'SELECT 1 AS nr', [], 'no-common-column'],
  ])('refuses %s', async (_name, left, right, key, code) => {
    const error = await reason(compare(left, right, key));
    expect(error).toBeInstanceOf(HeadwaterError);
    expect((error as HeadwaterError).failure).toMatchObject({ code, todo: expect.any(String) as string });
  });

  it('finds what was changed at random, row by row', async () => {
    const seed = Date.now() % 1_000_000;
    const pick = random(seed);
    for (let round = 0; round < 8; round++) {
      const size = 1 + pick(5_000);
      const left = `SELECT range AS id, hash(range) % 10 AS a, 'v' || (range % 13) AS b, CASE WHEN range % 4 > 0 THEN range END AS c FROM range(${size})`;
      const change = 2 + pick(50);
      const drop = 2 + pick(50);
      const right = `SELECT id, a, CASE WHEN id % ${change} = 1 THEN b || '!' ELSE b END AS b, c FROM (${left}) WHERE id % ${drop} <> 0 UNION ALL SELECT ${size} + range, 1, 'new', NULL FROM range(${pick(20)})`;
      const { facts, rows } = await compare(left, right, ['id']);
      const connection = await bench.duckDb.connect();
      const [[removed, changed] = []] = await connection.rows(`SELECT count(*) FILTER (id % ${drop} = 0), count(*) FILTER (id % ${drop} <> 0 AND id % ${change} = 1) FROM (${left})`, 'x', never);
      connection.close();
      const plain = (text = '') => text.replaceAll(',', '');
      expect([plain(facts['Removed']), plain(facts['Changed'])], `seed ${seed}, round ${round}`).toEqual([removed, changed]);
      expect(rows.length).toBe(Number(removed) + 2 * Number(changed) + Number(plain(facts['Added'])));
    }
  });

  it('reads of two Parquet objects only the columns that both have', async () => {
    const table = (k: number) => `SELECT range AS id, range % ${k} AS v, hash(range)::VARCHAR AS only${k} FROM range(50000)`;
    await bench.make('left.parquet', table(7), '(ROW_GROUP_SIZE 10000)');
    await bench.make('right.parquet', table(8), '(ROW_GROUP_SIZE 10000)');
    const [left, right] = await Promise.all([bench.source('left.parquet'), bench.source('right.parquet')]);
    const connection = await bench.duckDb.connect();
    let facts: unknown;
    for await (const event of compareRelations(connection, { left: { label: 'l', query: left.query, sources: [left] }, right: { label: 'r', query: right.query, sources: [right] }, key: ['id'] }, { signal: never })) {
      if (event.kind === 'done') facts = event.facts;
    }
    expect(facts).toContainEqual(['Left', '50,000 rows']);
    expect(left.fetched().bytes).toBeLessThan((bench.objects.get('repo/main/left.parquet')?.length ?? 0) / 2);
    connection.close();
    left.release();
    right.release();
  });
});
