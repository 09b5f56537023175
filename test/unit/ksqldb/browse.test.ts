// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../../src/core/contract/action';
import type { Session } from '../../../src/core/contract/session';
import { topologyGraph } from '../../../src/backends/ksqldb/graphs/graphs';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { failed, gather, open, run } from './support/open';

let server: KsqldbServer;
let session: Session;
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startKsqldb();
  session = await open({ url: server.url, offset: 'earliest' });
  await run(session, "CREATE STREAM ORDERS (ID STRING KEY, ITEM STRING, PLACE STRUCT<CITY STRING, POINT STRUCT<LAT DOUBLE>>) WITH (KAFKA_TOPIC='orders', VALUE_FORMAT='JSON', PARTITIONS=1)");
  await run(session, "INSERT INTO ORDERS (ID, ITEM) VALUES ('o1', 'tea')");
  await run(session, 'CREATE TABLE BY_ITEM AS SELECT ITEM, COUNT(*) AS N FROM ORDERS GROUP BY ITEM EMIT CHANGES');
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

const labels = async (...path: readonly string[]): Promise<readonly string[]> => (await session.catalog.children(path, { limit: 1000 }, never)).nodes.map(({ label }) => label);
const action = (id: string): Action => {
  const found = session.actions.find((one) => one.id === id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
};

describe('the tree', () => {
  test('has a group for each kind of thing, with what is there', async () => {
    expect(await labels()).toEqual(['Streams', 'Tables', 'Topics', 'Queries', 'Functions', 'Connectors', 'Types', 'Properties']);
    expect(await labels('streams')).toEqual(['ORDERS']);
    expect(await labels('tables')).toEqual(['BY_ITEM']);
    expect(await labels('topics')).toContain('orders');
    expect(await labels('queries')).toHaveLength(1);
    expect(await labels('functions')).toContain('COUNT');
    expect(await labels('properties')).toContain('auto.offset.reset');
    expect(await labels('streams', 'ORDERS')).toEqual(['ID', 'ITEM', 'PLACE']);
    expect(await labels('streams', 'ORDERS', 'PLACE')).toEqual(['CITY', 'POINT']);
    expect(await labels('streams', 'ORDERS', 'PLACE', 'POINT')).toEqual(['LAT']);
  });

  test('says what a name in a statement means, with the fields inside its columns', async () => {
    const detail = await session.catalog.resolve('orders', never);
    expect(detail?.columns?.map(({ name }) => name)).toEqual(['ID', 'ITEM', 'PLACE']);
    expect(detail?.columns?.at(2)?.fields?.map(({ name }) => name)).toEqual(['CITY', 'POINT']);
    expect(await session.catalog.resolve('`orders_of_nobody`', never)).toBeUndefined();
    expect((await session.catalog.search('order', 10, never)).map(({ label }) => label)).toContain('ORDERS');
  });

  test('tells how functions are called', async () => {
    const help = await session.catalog.callOf?.('count', never);
    expect(help?.forms.map(({ label }) => label).join()).toContain('COUNT(');
    expect(await session.catalog.callOf?.('no_such', never)).toBeUndefined();
    expect(session.language?.functions).toContain('COUNT');
  });
});

describe('actions', () => {
  test('show their statement before they run it', async () => {
    expect(await action('source.drop').preview?.(['tables', 'BY_ITEM'], { deleteTopic: true }, never)).toEqual([{ title: 'Statement', language: 'ksql', text: 'DROP TABLE BY_ITEM DELETE TOPIC;' }]);
  });

  test('open statements in documents of this connection', async () => {
    const outcome = await action('source.tail').run(['streams', 'ORDERS'], {}, never);
    expect(outcome.document?.text).toBe('-- headwater: connection=test, offset=latest\n\nSELECT *\nFROM ORDERS\nEMIT CHANGES;\n');
    expect((await action('source.insert').run(['streams', 'ORDERS'], {}, never)).document?.text).toContain("VALUES ('', '', STRUCT(CITY := '', POINT := STRUCT(LAT := 0.0)));");
  });

  test('write what prints a topic, makes a stream, describes it and explains a query', async () => {
    const textOf = async (id: string, ...path: readonly string[]): Promise<string | undefined> => (await action(id).run(path, {}, never)).document?.text;
    expect(await textOf('source.print', 'streams', 'ORDERS')).toContain("PRINT 'orders' FROM BEGINNING;");
    expect(await textOf('topic.print', 'topics', 'orders')).toContain("PRINT 'orders' FROM BEGINNING;");
    expect(await textOf('source.ddl', 'streams', 'ORDERS')).toMatch(/CREATE STREAM ORDERS[^]*KAFKA_TOPIC/u);
    expect(await textOf('source.describe', 'tables', 'BY_ITEM')).toMatch(/^-- headwater: connection=test\n\nDESCRIBE BY_ITEM EXTENDED;[^]*-- Topic: /u);
    const [id = ''] = await labels('queries');
    expect(await textOf('query.explain', 'queries', id)).toMatch(new RegExp(`EXPLAIN ${id};[^]*-- Topology: [^]*Sub-topology`, 'u'));
    const [node] = (await session.catalog.children(['streams'], { limit: 10 }, never)).nodes;
    expect(node?.preview).toMatch(/^SELECT \*\nFROM ORDERS\nLIMIT \d+;\n$/u);
    for (const found of session.actions) if (found.group === 'danger') expect(found.confirm, found.id).toBeDefined();
  });

  test('a row is inserted by a form with a field for each column', async () => {
    const insert = action('source.insertRow');
    const fields = await insert.fieldsOf?.(['streams', 'ORDERS'], never);
    expect(fields?.map(({ label, description, required }) => [label, description, required])).toEqual([
      ['ID', 'STRING', undefined],
      ['ITEM', 'STRING', undefined],
      ['PLACE', expect.stringMatching(/^STRUCT.*, as JSON$/u), undefined],
    ]);
    const valuesOf = (values: Readonly<Record<string, string>>) => Object.fromEntries(fields!.map(({ key, label }) => [key, values[label] ?? '']));
    await insert.run(['streams', 'ORDERS'], valuesOf({ ID: "o'2", ITEM: 'oil', PLACE: '{"CITY":"Bonn","POINT":{"LAT":1.5}}' }), never);
    expect((await run(session, 'SELECT ID, ITEM, PLACE->CITY FROM ORDERS')).rows).toContain('["o\'2","oil","Bonn"]');
    expect((await failed(insert.run(['streams', 'ORDERS'], valuesOf({ PLACE: 'here' }), never))).why).toContain('PLACE');
  });

  test('the key of a table is needed, and bounds of windows are not asked for', async () => {
    const fields = await action('source.insertRow').fieldsOf?.(['tables', 'BY_ITEM'], never);
    expect(fields?.map(({ label, required }) => [label, required])).toEqual([['ITEM', true], ['N', undefined]]);
  });

  test('queries are paused, resumed and terminated, then what they wrote can be dropped', async () => {
    await run(session, 'CREATE STREAM COPY AS SELECT * FROM ORDERS EMIT CHANGES');
    const id = (await labels('queries')).find((one) => one.includes('COPY')) ?? '';
    const state = async (): Promise<string | undefined> => (await session.catalog.children(['queries'], { limit: 100 }, never)).nodes.find(({ label }) => label === id)?.description;
    await action('query.pause').run(['queries', id], {}, never);
    expect(await state()).toContain('paused');
    await action('query.resume').run(['queries', id], {}, never);
    expect(await state()).toContain('running');
    expect(action('query.terminate').confirm).toBeDefined();
    await action('query.terminate').run(['queries', id], {}, never);
    expect(await state()).toBeUndefined();
    await action('source.drop').run(['streams', 'COPY'], { deleteTopic: true }, never);
    expect(await labels('streams')).toEqual(['ORDERS']);
  });
});

describe('tables for the engine', () => {
  test('a stream is read by the columns that are asked for, whatever their order', async () => {
    const { rows, names } = await gather(session.tables!.scan({ table: ['ORDERS'], columns: [1, 0], signal: never }));
    expect(names).toEqual(['ITEM', 'ID']);
    expect(rows[0]).toBe('["tea","o1"]');
  });

  test('a key of a table is found by its key', async () => {
    const predicate = { op: 'compare', column: 1, comparison: '=', value: { type: 'VARCHAR', value: 'tea' } } as const;
    const request = { table: ['BY_ITEM'], columns: [0, 1, 2], predicate, signal: never };
    expect(await session.tables!.plan(request)).toMatchObject({ predicate: 'exact', access: 'pull query by key' });
    expect((await gather(session.tables!.scan(request))).rows).toEqual(['["+I","tea",1]']);
    expect(await session.tables!.resolve?.(['by_item'], never)).toEqual(['BY_ITEM']);
  });

  test('a live read gives what is there and then what comes', async () => {
    const seen = gather(session.live!.subscribe({ table: ['ORDERS'], columns: [0], start: { at: 'earliest' }, signal: never }), 1);
    const { rows, live } = await seen;
    expect([rows[0], live]).toEqual(['["o1"]', true]);
    expect(session.live!.statementOf?.(['ORDERS'], { at: 'earliest' })).toBe('-- headwater: offset=earliest\nSELECT *\nFROM ORDERS\nEMIT CHANGES');
  });

  test('what is not there is told so', async () => {
    expect((await failed(session.tables!.describe(['NOWHERE'], never))).kind).toBe('notFound');
  });
});

describe('graphs', () => {
  test('the whole server: streams and tables with the queries between', async () => {
    const { nodes, edges } = await session.graphs!.graph([], never);
    const query = nodes.find(({ kind }) => kind === 'query');
    expect(nodes.map(({ label, role }) => [label, role])).toContainEqual(['ORDERS', 'source']);
    expect(nodes.map(({ label, role }) => [label, role])).toContainEqual(['BY_ITEM', 'sink']);
    expect(edges).toContainEqual({ from: 'source:ORDERS', to: query?.id });
    expect(edges).toContainEqual({ from: query?.id, to: 'source:BY_ITEM' });
  });

  test('the topology of a query', async () => {
    const [id = ''] = await labels('queries');
    const graph = await session.graphs!.graph(['queries', id], never);
    expect(graph.nodes.filter(({ kind }) => kind === 'topic').length).toBeGreaterThan(0);
    expect(graph.groups?.length).toBeGreaterThan(0);
    expect((await failed(session.graphs!.graph(['queries', 'NONE'], never))).what).toContain('NONE');
  });

  test('a topology with stores, several parts and a loop reads as it is written', () => {
    const text = `Topologies:
   Sub-topology: 0
    Source: KSTREAM-SOURCE-0000000000 (topics: [orders, returns])
      --> Aggregate
    Processor: Aggregate (stores: [Agg-Store])
      --> Project, none
      <-- KSTREAM-SOURCE-0000000000
    Processor: Project (stores: [])
      --> KSTREAM-SINK-0000000003
      <-- Aggregate
    Sink: KSTREAM-SINK-0000000003 (topic: by-item)
      <-- Project

  Sub-topology: 1 for global store (will not generate tasks)
    Source: Again (topics: [by-item])
      --> none
`;
    const { nodes, edges, groups } = topologyGraph(text);
    expect(nodes.map(({ id, role }) => `${role} ${id}`)).toEqual(['source 0:KSTREAM-SOURCE-0000000000', 'source topic:orders', 'source topic:returns', 'step 0:Aggregate', 'store store:Agg-Store', 'step 0:Project', 'sink 0:KSTREAM-SINK-0000000003', 'sink topic:by-item', 'source 1:Again']);
    expect(edges).toContainEqual({ from: '0:Aggregate', to: 'store:Agg-Store' });
    expect(edges).toContainEqual({ from: 'topic:by-item', to: '1:Again' });
    expect(groups?.map(({ id }) => id)).toEqual(['0', '1']);
    expect(topologyGraph('nothing of the kind')).toEqual({ nodes: [], edges: [], groups: [] });
  });
});
