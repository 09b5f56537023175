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

  it('tells DuckDB’s errors at their place', async () => {
    expect(await failureOfRun(answer(bench, 'SELECT nope FROM db.orders', 'prod'))).toMatchObject({ position: { start: 7, end: 11 } });
  });
});
