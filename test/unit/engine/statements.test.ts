import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ArrowMessage, ExecutionEvent } from '../../../src/core/contract/execution';
import type { Live } from '../../../src/core/contract/live';
import { CancelledError } from '../../../src/core/errors';
import { ArrowTable } from '../../engine/source/arrowTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

const ORDERS = "SELECT i AS id, 'n' || (i % 100) AS name, (i % 37)::INTEGER AS cust, i * 0.5::DOUBLE AS v FROM range(200000) t(i)";
const KEYED = "SELECT i::INTEGER AS k, 'v' || i AS v, i::BIGINT * 10 AS n FROM range(1000) t(i)";

let bench: Bench;
let session: SyntheticSession;
let kv: SyntheticSession;
let keyed: KeyedTable;
let starts: unknown[];

beforeAll(async () => {
  const seed = await startEngine({});
  const orders = await plainMessages(seed.plain, ORDERS);
  keyed = new KeyedTable(await plainMessages(seed.plain, KEYED));
  await seed.stop();
  starts = [];
  session = new SyntheticSession(new Map([['db.orders', new ArrowTable(orders, 'exact')]]), live(orders, starts));
  kv = new SyntheticSession(new Map([['db.t', keyed]]), undefined, ({ schema }) => new KeyedTable([{ kind: 'schema', bytes: schema }]));
  bench = await startEngine({ prod: session, kv });
}, 60_000);

afterEach(() => {
  keyed.written.length = 0;
  kv.log.length = 0;
  session.log.length = 0;
  for (const faults of [session.faults, kv.faults]) for (const name of Object.keys(faults)) Reflect.deleteProperty(faults, name);
});

afterAll(async () => {
  await bench.stop();
});

/** The first batch again and again, without end. */
function live(messages: readonly ArrowMessage[], noted: unknown[]): Live {
  const table = new ArrowTable(messages.slice(0, 2), 'exact');
  return {
    starts: ['latest', 'earliest', 'timestamp'],
    subscribe: ({ columns, start, predicate, signal }) => {
      noted.push({ start, columns, predicate });
      async function* events(): AsyncGenerator<ExecutionEvent, void, undefined> {
        for (let round = 0; ; round++) {
          if (signal.aborted) throw new CancelledError();
          for await (const event of table.scan({ table: [], columns, signal })) if (event.kind !== 'schema' || round === 0) yield event;
          await delay(5);
        }
      }
      return { events: events(), cancel: async () => undefined };
    },
  };
}

describe('writing through the engine', () => {
  it('inserts what any query gives, in the table’s types', async () => {
    const done = await answer(bench, "INSERT INTO kv.db.t (k, v) SELECT id + 0.4, name FROM db.orders WHERE id < 3", 'prod');
    expect(done.done?.rowsAffected).toBe(3n);
    expect(keyed.written).toEqual(['insert 0 n0', 'insert 1 n1', 'insert 2 n2']);
    await answer(bench, "INSERT OR REPLACE INTO db.t VALUES (5, 'x', 1), (6, NULL, 2)", 'kv');
    expect(keyed.written.slice(3)).toEqual(['upsert 5 x 1', 'upsert 6 NULL 2']);
  });

  it('updates and deletes by key', async () => {
    await answer(bench, "UPDATE db.t AS x SET v = upper(x.v) || '!', n = n + 1 WHERE k IN (1, 2)", 'kv');
    expect(keyed.written).toEqual(['update 1 V1! 11', 'update 2 V2! 21']);
    const removed = await answer(bench, 'DELETE FROM db.t WHERE n >= 9980', 'kv');
    expect(removed.done?.rowsAffected).toBe(2n);
    expect(keyed.written.slice(2)).toEqual(['delete 998', 'delete 999']);
    expect(await failureOfRun(answer(bench, 'UPDATE db.t SET k = 1', 'kv'))).toMatchObject({ kind: 'unsupported', why: expect.stringMatching(/part of the key/u) });
  });

  it('creates a table from a query', async () => {
    await answer(bench, "CREATE TABLE kv.db.made AS SELECT id, name FROM db.orders LIMIT 2", 'prod');
    const made = kv.all.get('db.made');
    expect(made instanceof KeyedTable && made.written).toEqual(['insert 0 n0', 'insert 1 n1']);
    expect(await failureOfRun(answer(bench, 'CREATE TABLE kv.db.made AS SELECT 1 AS x', 'prod'))).toMatchObject({ kind: 'exists' });
  });

  it('says exactly what is there when it fails in the middle', async () => {
    kv.faults.writeFailAfter = 1;
    const failure = await failureOfRun(answer(bench, "INSERT INTO kv.db.t SELECT id, name, id FROM db.orders", 'prod'));
    expect(failure).toMatchObject({ why: expect.stringMatching(/^The quota is exceeded\. [\d,]+ rows had been written before, and stay\.$/u) });
  });

  it('places errors in the query where it was written, and writes nothing', async () => {
    const text = 'INSERT INTO kv.db.t (k) SELECT nope FROM db.orders';
    expect(await failureOfRun(answer(bench, text, 'prod'))).toMatchObject({ position: { start: text.indexOf('nope'), end: text.indexOf('nope') + 4 } });
    expect(await failureOfRun(answer(bench, "INSERT INTO kv.db.t (k) SELECT 'abc' FROM db.orders LIMIT 1", 'prod'))).toMatchObject({ why: expect.stringMatching(/abc[^]*Nothing was written/u) });
    expect(keyed.written).toEqual([]);
  });
});

describe('EMIT CHANGES', () => {
  it('filters and projects rows as they come, from where it is told', async () => {
    const controller = new AbortController();
    const rows: ArrowMessage[] = [];
    let batches = 0;
    const text = "SELECT id * 2 AS twice, name FROM db.orders /*+ OPTIONS('scan.startup.mode'='earliest') */ WHERE id IN (1, 7) AND name <> 'x' EMIT CHANGES";
    const run = (async () => {
      for await (const event of bench.engine.run(text, bench.connection('prod'), { signal: controller.signal }).events) {
        if (event.kind === 'schema' || event.kind === 'batch') rows.push(event);
        if (event.kind === 'batch' && ++batches === 3) controller.abort();
      }
    })();
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(rowTexts(rows)).toEqual([['2', 'n1'], ['14', 'n7'], ['2', 'n1'], ['14', 'n7'], ['2', 'n1'], ['14', 'n7']]);
    expect(starts).toMatchObject([{ start: { at: 'earliest' }, columns: [0, 1], predicate: { op: 'and' } }]);
  });

  it.each([
    ['SELECT now() AS time, name FROM db.orders EMIT CHANGES', [1]],
    ['SELECT name, now() AS time, v, id FROM db.orders EMIT CHANGES', [0, 1, 3]],
    ['SELECT v, id FROM db.orders WHERE length(name) > 0 EMIT CHANGES', [0, 1, 3]],
    ['SELECT 1 AS one FROM db.orders EMIT CHANGES', [0]],
  ])('%s gives rows', async (text, columns) => {
    const controller = new AbortController();
    let rows = 0;
    const run = (async () => {
      for await (const event of bench.engine.run(text, bench.connection('prod'), { signal: controller.signal }).events) {
        if (event.kind === 'batch') rows += event.rows;
        if (rows > 5) controller.abort();
      }
    })();
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(starts.at(-1)).toMatchObject({ columns });
  });

  it.each([
    ['SELECT count(*) FROM db.orders EMIT CHANGES', /aggregate/u],
    ['SELECT * FROM db.orders o JOIN kv.db.t t ON t.k = o.id EMIT CHANGES', /several/u],
    ['SELECT * FROM db.orders ORDER BY id EMIT CHANGES', /order by/u],
    ["SELECT * FROM db.orders /*+ OPTIONS('scan.startup.mode'='full') */ EMIT CHANGES", /cannot start at “full”/u],
    ["SELECT * FROM db.orders /*+ OPTIONS('scan.startup.mode'='timestamp') */ EMIT CHANGES", /has no time/u],
    ['SELECT * FROM kv.db.t EMIT CHANGES', /does not tell of changes/u],
  ])('%s is refused in words', async (text, why) => {
    expect(await failureOfRun(answer(bench, text, 'prod'))).toMatchObject({ why: expect.stringMatching(why) });
  });
});

describe('EXPLAIN', () => {
  it('tells what each source is asked, and what is left to DuckDB', async () => {
    const { messages } = await answer(bench, "EXPLAIN SELECT id, v FROM db.orders WHERE id > 10 AND name = 'n5' AND length(name) > 1 AND v > 3", 'prod');
    const lines = rowTexts(messages).filter(([part]) => part !== 'DuckDB').map((line) => line.join(': '));
    expect(lines).toMatchInlineSnapshot(`
      [
        "prod.db.orders: full scan · 3 of 4 columns: id, name, v",
        "prod.db.orders: id > 10 and name = 'n5' (answered by the source)",
        "prod.db.orders: ((id > 10) AND (v > 3.0) AND (name = 'n5') AND (length(name) > 1)) (done here)",
      ]
    `);
    expect(session.log.some(({ kind }) => kind === 'scan')).toBe(false);
  });

  it('ANALYZE runs it and tells what came', async () => {
    const { messages } = await answer(bench, 'EXPLAIN ANALYZE SELECT count(*) FROM db.orders WHERE id < 1000', 'prod');
    expect(rowTexts(messages).map((line) => line.join(': ')).find((line) => line.includes('fetched'))).toMatch(/^prod\.db\.orders: 1,000 rows, .* fetched; waited/u);
  });
});

describe('what goes wrong', () => {
  it('is told in the source’s own words', async () => {
    session.faults.failAfter = 1;
    expect(await failureOfRun(answer(bench, 'SELECT sum(v) FROM db.orders', 'prod'))).toMatchObject({ why: 'The tablet server 10.0.0.3 is gone.', code: 'SYNTHETIC' });
    expect(await failureOfRun(answer(bench, 'SELECT * FROM db.orders', 'prod'))).toMatchObject({ why: 'The tablet server 10.0.0.3 is gone.' });
    session.faults.failAfter = 99;
    expect((await answer(bench, 'SELECT 1 FROM db.orders LIMIT 1', 'prod')).rows).toBe(1);
  });

  it('is named for unknown connections, tables and statements', async () => {
    expect(await failureOfRun(answer(bench, 'SELECT * FROM nowhere.db.orders', 'prod'))).toMatchObject({ why: expect.stringMatching(/nowhere/u) });
    expect(await failureOfRun(answer(bench, 'SELECT * FROM db.nothing', 'prod'))).toMatchObject({ why: expect.stringMatching(/nothing/u), position: { start: 14, end: 16 } });
    expect(await failureOfRun(answer(bench, 'SET threads = 1', 'prod'))).toMatchObject({ kind: 'unsupported', todo: expect.stringMatching(/Local/u) });
    expect(await failureOfRun(answer(bench, 'INSERT INTO db.nothing VALUES (1)', 'prod'))).toMatchObject({ kind: 'notFound' });
  });

  it('leaves nothing running: cancelling a silent source takes less than a moment', async () => {
    session.faults.silent = true;
    const controller = new AbortController();
    const run = failureOfRun(answer(bench, 'SELECT sum(v) FROM db.orders', 'prod', { signal: controller.signal }));
    while (session.running === 0) await delay(5);
    const asked = performance.now();
    controller.abort();
    expect(await run).toBeInstanceOf(CancelledError);
    expect(performance.now() - asked).toBeLessThan(5_000); // a guard against hanging, not a measurement
    expect(session.running).toBe(0);
  });

  it('stops the source once a LIMIT is reached', async () => {
    session.faults.batchMs = 20;
    await answer(bench, 'SELECT id FROM db.orders WHERE length(name) > 2 LIMIT 3', 'prod');
    expect(session.running).toBe(0);
  });
});
