// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { failed, open, run, runOf, type Told } from './support/open';

let server: KsqldbServer;
let session: Session;
const told: Told[] = [];

beforeAll(async () => {
  server = await startKsqldb();
  session = await open({ url: server.url }, {}, told);
  await run(session, "CREATE STREAM ORDERS (ID STRING KEY, ITEM STRING, AMOUNT DECIMAL(10, 2), UNITS BIGINT) WITH (KAFKA_TOPIC='orders', VALUE_FORMAT='JSON', PARTITIONS=1)");
  await run(session, "INSERT INTO ORDERS (ID, ITEM, AMOUNT, UNITS) VALUES ('o1', 'tea', 12.30, 9007199254740993)");
  await run(session, "INSERT INTO ORDERS (ID, ITEM, AMOUNT, UNITS) VALUES ('o2', 'oil', 7.00, 1)");
  await run(session, 'CREATE TABLE BY_ITEM AS SELECT ITEM, COUNT(*) AS N FROM ORDERS GROUP BY ITEM EMIT CHANGES', { settings: { offset: 'earliest' } });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

describe('statements', () => {
  test('a pull query gives its rows exactly, and says how it ended', async () => {
    const { names, rows, live } = await run(session, 'SELECT * FROM ORDERS');
    expect([names, live]).toEqual([['ID', 'ITEM', 'AMOUNT', 'UNITS'], false]);
    expect(rows).toEqual(['["o1","tea",12.30,9007199254740993]', '["o2","oil",7.00,1]']);
  });

  test('a push query with a limit ends with it', async () => {
    const { rows, facts, live } = await run(session, 'SELECT ID FROM ORDERS EMIT CHANGES LIMIT 2', { settings: { offset: 'earliest' } });
    expect([rows, facts['End'], live]).toEqual([['["o1"]', '["o2"]'], 'Limit reached', false]);
  });

  test('a push query is live; leaving it ends it on the server', async () => {
    const { rows, live, messages } = await run(session, 'SELECT ID FROM ORDERS EMIT CHANGES', { settings: { offset: 'earliest' }, enough: 2 });
    expect([rows.length, live]).toEqual([2, true]);
    expect(messages.join()).toMatch(/^Query .*, from the earliest offset\.$/u);
    await vi.waitFor(() => expect(server.pushQueries()).toEqual([]), 10_000);
  });

  test('cancelling a push query to which nothing comes ends it on the server', async () => {
    const execution = runOf(session, 'SELECT ID FROM ORDERS EMIT CHANGES');
    const ended = (async () => {
      for await (const event of execution.events) expect(event.kind).not.toBe('done');
    })();
    ended.catch(() => undefined);
    await vi.waitFor(() => expect(server.pushQueries()).toHaveLength(1), 10_000);
    await execution.cancel();
    await expect(ended).rejects.toThrow('Cancelled');
    await vi.waitFor(() => expect(server.pushQueries()).toEqual([]), 10_000);
  });

  test('rows of a push query over a table carry how they changed, and its key', async () => {
    const { names, rows } = await run(session, 'SELECT ITEM, N FROM BY_ITEM EMIT CHANGES LIMIT 2', { settings: { offset: 'earliest' } });
    expect(names).toEqual(['_change', 'ITEM', 'N']);
    expect(rows.toSorted()).toEqual(['["+U","oil",1]', '["+U","tea",1]']);
  });

  test('SET and DEFINE hold for the document in which they stand', async () => {
    expect((await run(session, "SET 'auto.offset.reset' = 'earliest'", { scope: 'a' })).messages.join()).toContain('earliest');
    await run(session, "DEFINE wanted = 'o2'", { scope: 'a' });
    expect((await run(session, "SELECT ID FROM ORDERS WHERE ID = '${wanted}' EMIT CHANGES LIMIT 1", { scope: 'a' })).rows).toEqual(['["o2"]']);
    expect((await run(session, "SELECT ID FROM ORDERS WHERE ID = '${wanted}'", { scope: 'b' })).rows).toEqual([]);
    await run(session, "UNSET 'auto.offset.reset'", { scope: 'a' });
    expect((await run(session, 'UNDEFINE wanted', { scope: 'a' })).messages.join()).toContain('no longer');
  });

  test('a property with a typing error is refused where it is set, with its place', async () => {
    const text = "SET 'auto.offset.rest' = 'earliest'";
    const failure = await failed(run(session, text));
    expect(failure.why).toContain('auto.offset.rest');
    expect(text.slice(failure.position?.start, failure.position?.end)).toBe('auto.offset.rest');
  });

  test.each([
    ['LIST STREAMS', ['Name', 'Topic', 'Key format', 'Value format', 'Windowed'], '["ORDERS","orders"'],
    ['SHOW TABLES', ['Name', 'Topic', 'Key format', 'Value format', 'Windowed'], '["BY_ITEM"'],
    ['LIST TOPICS', ['Topic', 'Partitions', 'Replicas'], '["orders",1'],
    ['LIST QUERIES', ['Id', 'Type', 'State', 'Sinks', 'Sink topics', 'Query'], 'RUNNING'],
    ['DESCRIBE ORDERS', ['Column', 'Type', 'Role'], '["AMOUNT","DECIMAL(10, 2)"'],
    ['LIST FUNCTIONS', ['Function', 'Type', 'Category'], 'COUNT'],
    ['LIST PROPERTIES', ['Property', 'Value', 'Scope', 'Level', 'Overridden', 'Editable'], 'auto.offset.reset'],
    ['LIST VARIABLES', ['Variable', 'Value'], ''],
    ['LIST TYPES', ['Type', 'Schema'], ''],
  ])('%s comes as a grid of its own', async (statement, names, holds) => {
    const ran = await run(session, statement, { scope: 'lists' });
    expect(ran.names).toEqual(names);
    expect(ran.rows.join('\n')).toContain(holds);
  });

  test('EXPLAIN of a query and DESCRIBE EXTENDED tell their details', async () => {
    const id = JSON.parse((await run(session, 'LIST QUERIES')).rows[0] ?? '[]') as readonly string[];
    const explained = await run(session, `EXPLAIN ${id[0] ?? ''}`);
    expect(explained.rows.join('\n')).toContain('Sub-topology');
    expect((await run(session, 'DESCRIBE ORDERS EXTENDED')).facts['Topic']).toBe('orders');
  });

  test('commands are followed until they are done', async () => {
    const slow = await startKsqldb({ commandDelayMs: 300 });
    const other = await open({ url: slow.url });
    try {
      expect((await run(other, "CREATE STREAM S (A STRING) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)")).messages.join()).toMatch(/created/iu);
      expect((await run(other, 'LIST STREAMS')).rows).toHaveLength(1);
    } finally {
      await other[Symbol.asyncDispose]();
      await slow.stop();
    }
  });

  test('PRINT gives the records of a topic', async () => {
    const { names, rows } = await run(session, "PRINT 'orders' FROM BEGINNING LIMIT 2");
    expect(names).toEqual(['ROWTIME', 'KEY', 'VALUE', 'PARTITION']);
    expect(rows).toHaveLength(2);
    expect(rows.join()).toContain('tea');
  });

  test('a script runs in order and stops at the first error, with its line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-ksql-'));
    const other = await open({ url: server.url }, {}, [], { workspaceFolders: [folder] });
    try {
      await writeFile(join(folder, 'good.ksql'), "-- two\nCREATE TYPE PLACE AS STRUCT<LAT DOUBLE>;\nDROP TYPE PLACE;\n");
      expect((await run(other, "RUN SCRIPT 'good.ksql'")).rows.map((row) => (JSON.parse(row) as readonly unknown[])[0])).toEqual([2, 3]);
      await writeFile(join(folder, 'bad.ksql'), 'LIST STREAMS;\n\nDROP STREAM NOWHERE;\nLIST TABLES;\n');
      const bad = await failed(run(other, "RUN SCRIPT 'bad.ksql'"));
      expect(bad.why).toMatch(/^Line 3: .*The statement before it was run\.$/u);
      expect(bad.position).toEqual({ start: 0, end: "RUN SCRIPT 'bad.ksql'".length });
      await writeFile(join(folder, 'rows.ksql'), 'LIST STREAMS;\nSELECT * FROM ORDERS;\n');
      expect((await failed(run(other, "RUN SCRIPT 'rows.ksql'"))).why).toContain('Line 2');
      expect((await failed(run(other, "RUN SCRIPT 'none.ksql'"))).kind).toBe('notFound');
    } finally {
      await other[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    }
  });
});

describe('what is wrong is told with its place', () => {
  test.each([
    ['SELEC * FROM ORDERS', 'SELEC'],
    ['CREATE STREEM X (A INT)', 'STREEM'],
    ['SELECT * FROM NOWHERE', 'NOWHERE'],
    ['SELECT\n  NOTHING\nFROM ORDERS', 'NOTHING'],
    ["SELECT * FROM ORDERS WHERE ID = 'x' EMIT CHANGES LIMT 3", 'LIMT'],
  ])('%s', async (text, at) => {
    const failure = await failed(run(session, text));
    expect(failure.kind).toBe('invalid');
    expect(text.slice(failure.position?.start, failure.position?.end), JSON.stringify(failure)).toBe(at);
    expect(server.pushQueries()).toEqual([]);
  });
});
