import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArrowTable } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

const ORDERS = `SELECT i AS id, 'n' || (i % 100) AS name, (i % 37)::INTEGER AS cust, i * 0.5::DOUBLE AS v, i::DECIMAL(12,2) / 4 AS price,
  TIMESTAMP '2024-01-01' + to_seconds(i) AS ts, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 2 = 0 END AS flag FROM range(10000) t(i)`;
const CUSTOMERS = `SELECT i::INTEGER AS id, 'r' || (i % 5) AS region FROM range(40) t(i)`;

let bench: Bench;
let session: SyntheticSession;

beforeAll(async () => {
  const seed = await startEngine({});
  const table = async (sql: string) => new ArrowTable(await plainMessages(seed.plain, sql), 'exact');
  session = new SyntheticSession(
    new Map([
      ['db.orders', await table(ORDERS)],
      ['db.cust', await table(CUSTOMERS)],
    ]),
  );
  await seed.stop();
  bench = await startEngine({ prod: session, other: session });
}, 60_000);

afterAll(async () => {
  await bench.stop();
});

async function scansOf(text: string): Promise<string[]> {
  session.log.length = 0;
  await answer(bench, text, 'prod');
  return session.log.flatMap((entry) => (entry.kind === 'scan' ? [`${entry.table}(${entry.columns.join(',')}) ${JSON.stringify(entry.request.predicate ?? null)} ${entry.request.limit ?? ''}`.trim()] : []));
}

describe('a statement over a session’s tables', () => {
  it('reads by own names and by the connection’s', async () => {
    const own = await answer(bench, 'SELECT count(*), sum(id) FROM db.orders', 'prod');
    expect(rowTexts(own.messages)).toEqual([['10000', '49995000']]);
    const named = await answer(bench, 'SELECT o.id, c.region FROM other.db.orders o JOIN PROD.db.cust c ON c.id = o.cust WHERE o.id < 3 ORDER BY 1', 'prod');
    expect(rowTexts(named.messages)).toEqual([['0', 'r0'], ['1', 'r1'], ['2', 'r2']]);
    expect(named.done?.facts?.map(([label]) => label)).toEqual(['other.db.orders', 'prod.db.cust']);
  });

  it('asks for needed columns, predicates and limits only', async () => {
    expect(await scansOf("SELECT id FROM db.orders WHERE name = 'n5' AND id > 10 LIMIT 3")).toMatchInlineSnapshot(`
      [
        "db.orders(id,name) {"op":"and","args":[{"op":"compare","column":0,"comparison":">","value":{"type":"INTEGER","value":"10"}},{"op":"compare","column":1,"comparison":"=","value":{"type":"VARCHAR","value":"n5"}}]} 3",
      ]
    `);
    expect(await scansOf('SELECT count(*) FROM db.orders')).toMatchInlineSnapshot(`
      [
        "db.orders() null",
      ]
    `);
    expect(await scansOf('SELECT id FROM db.orders LIMIT 5')).toMatchInlineSnapshot(`
      [
        "db.orders(id) null 5",
      ]
    `);
  });

  it.each([
    ['SELECT c.region FROM db.orders o LEFT JOIN db.cust c ON c.id = o.cust WHERE c.region IS NULL', 'db.cust'],
    ['SELECT count(*) FROM db.orders o FULL JOIN db.cust c ON c.id = o.cust WHERE o.id < 5 OR o.id IS NULL', 'db.orders'],
    ['SELECT id FROM db.orders WHERE random() < 2', 'db.orders'],
    ['SELECT id FROM db.orders WHERE length(name) = 2', 'db.orders'],
    ['SELECT id FROM db.orders WHERE id < 5 OR length(name) = 2', 'db.orders'],
    ['SELECT id FROM db.orders WHERE v > 3', 'db.orders'],
    ["SELECT id FROM db.orders WHERE v = 'NaN'::DOUBLE", 'db.orders'],
    ['SELECT count(*) FROM db.orders TABLESAMPLE 10 PERCENT (system, 1) WHERE id < 5', 'db.orders'],
  ])('asks for no predicate where that could change the answer: %s', async (text, table) => {
    const scans = (await scansOf(text)).filter((scan) => scan.startsWith(`${table}(`));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) expect(scan).toMatch(/\) null/u);
  });

  it.each([
    'SELECT id FROM db.orders WHERE length(name) > 1 LIMIT 3',
    'SELECT id FROM db.orders ORDER BY name LIMIT 3',
    'SELECT id FROM db.orders LIMIT 3 OFFSET 2',
    'SELECT DISTINCT name FROM db.orders LIMIT 3',
    'SELECT o.id FROM db.orders o JOIN db.cust c ON c.id = o.cust LIMIT 3',
    'SELECT count(*) FROM (SELECT id FROM db.orders LIMIT 100) LIMIT 3',
    'SELECT id FROM db.orders WHERE id BETWEEN 3 AND 9 LIMIT 3',
  ])('asks for no limit where other rows could be needed: %s', async (text) => {
    const scans = await scansOf(text);
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) expect(scan).not.toMatch(/ 3$/u);
  });

  it('tells DuckDB’s errors at their place', async () => {
    expect(await failureOfRun(answer(bench, 'SELECT nope FROM db.orders', 'prod'))).toMatchObject({ position: { start: 7, end: 11 } });
  });
});
