// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import type { Failure } from '../../../src/core/errors';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { open } from './support/open';

let server: KsqldbServer;
let session: Session;

beforeAll(async () => {
  server = await startKsqldb();
  server.execute("CREATE STREAM orders (id BIGINT KEY, item VARCHAR, price DECIMAL(8, 2)) WITH (KAFKA_TOPIC='orders', PARTITIONS=1, FORMAT='JSON');");
  server.execute('CREATE TABLE by_item AS SELECT item, COUNT(*) AS n FROM orders GROUP BY item EMIT CHANGES;');
  session = await open({ url: server.url });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

async function check(text: string, before: readonly string[] = []): Promise<Failure | undefined> {
  return session.checks?.check(text, { before, scope: 'a', signal: new AbortController().signal });
}

describe('what is wrong in a statement is found before it runs', () => {
  test.each([
    ['SELECT nope FROM orders EMIT CHANGES', 'nope'],
    ['SELECT *\n  FROM missing EMIT CHANGES', 'missing'],
    ['SELECT * FROM orders EMIT CHANGS', 'CHANGS'],
    ['SELECT nope FROM by_item', 'nope'],
    ['CREATE STREAM x AS\n  SELECT nope FROM orders', 'nope'],
    ['CREATE TABLE x AS SELECT item, COUNT(*) FROM missing GROUP BY item EMIT CHANGES', 'missing'],
    ['INSERT INTO orders SELECT nope FROM orders', 'nope'],
    ['EXPLAIN SELECT nope FROM orders EMIT CHANGES', 'nope'],
    ["SET 'auto.offset.rest' = 'earliest'", 'auto.offset.rest'],
    ["INSERT INTO missing VALUES (1, 'x', 2)", 'missing'],
    ["INSERT INTO orders (id, itm) VALUES (1, 'x')", 'itm'],
    ["INSERT INTO orders (id, item) VALUES (1, 'x', 2.50)", 'VALUES'],
    ["INSERT INTO orders VALUES (1, CONCAT('a', 'b'))", 'VALUES'],
    ['DROP STREAM missing', 'missing'],
    ['DESCRIBE missing EXTENDED', 'missing'],
    ['TERMINATE CTAS_NOWHERE_1', 'CTAS_NOWHERE_1'],
  ])('%s', async (text, at) => {
    const failure = await check(text);
    expect(failure?.why).not.toBe('');
    expect(text.slice(failure?.position?.start, failure?.position?.end)).toBe(at);
  });
});

describe('what is right, or cannot be judged, is left alone', () => {
  test.each([
    'SELECT * FROM orders EMIT CHANGES',
    "SELECT n FROM by_item WHERE item = 'tea'",
    'CREATE STREAM x AS SELECT id, item FROM orders',
    'CREATE TABLE x AS SELECT item, COUNT(*) AS n FROM orders WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY item',
    "CREATE STREAM y (a INT) WITH (KAFKA_TOPIC='y', FORMAT='JSON', PARTITIONS=1)",
    "SET 'auto.offset.reset' = 'earliest'",
    "INSERT INTO orders (ROWTIME, id, item) VALUES (1, 1, 'x')",
    "INSERT INTO orders VALUES (1, CONCAT('a', 'b'), 1.5)",
    'DROP STREAM IF EXISTS missing',
    'DESCRIBE orders',
    'LIST STREAMS',
    "DEFINE a = 'b'",
    "PRINT 'orders'",
    "RUN SCRIPT 'x.ksql'",
    '-- nothing',
  ])('%s', async (text) => {
    expect(await check(text)).toBeUndefined();
  });

  test('also where it reads what a statement before it makes or changes', async () => {
    const make = "CREATE STREAM soon (a INT) WITH (KAFKA_TOPIC='soon', FORMAT='JSON', PARTITIONS=1)";
    expect(await check('SELECT a FROM soon EMIT CHANGES', [make])).toBeUndefined();
    expect(await check('SELECT extra FROM orders EMIT CHANGES', ['ALTER STREAM orders ADD COLUMN extra INT'])).toBeUndefined();
    expect(await check('SELECT nope FROM orders EMIT CHANGES', [make])).toBeDefined();
    expect(await check('SELECT a FRM soon EMIT CHANGES', [make]), 'a mistake of grammar stays one').toBeDefined();
  });

  test('variables that statements before it define are known', async () => {
    expect(await check('SELECT ${c} FROM orders EMIT CHANGES', ["DEFINE c = 'item'"])).toBeUndefined();
    expect((await check('SELECT ${c} FROM orders EMIT CHANGES', ["DEFINE c = 'itm'"]))?.why).toBe("SELECT column 'ITM' cannot be resolved.");
  });
});

test('checking has no effect on the server', async () => {
  const before = [server.execute('LIST STREAMS;'), server.execute('LIST QUERIES;'), server.execute('LIST TOPICS;')];
  for (const text of ['CREATE STREAM x AS SELECT id FROM orders', 'INSERT INTO orders SELECT * FROM orders', "INSERT INTO orders VALUES (1, 'x', 1)", 'DROP STREAM orders', 'TERMINATE ALL', 'SELECT * FROM orders EMIT CHANGES']) await check(text);
  expect([server.execute('LIST STREAMS;'), server.execute('LIST QUERIES;'), server.execute('LIST TOPICS;')]).toEqual(before);
  expect(server.pushQueries()).toEqual([]);
});

test('a server that cannot be asked is no mistake of the statement', async () => {
  server.fault('/ksql', { kind: 'reset' });
  await expect(check('SELECT nope FROM orders EMIT CHANGES')).rejects.toThrow();
  server.fault('/ksql', { kind: 'answer', status: 503, type: 'text/plain', body: 'later' });
  await expect(check('SELECT nope FROM orders EMIT CHANGES')).rejects.toThrow();
});
