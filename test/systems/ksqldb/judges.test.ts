import { connect } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askGo, askPython, type GoAnswer, prepareJudges, runClientSuite } from '../../servers/ksqldb/judges/judges';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';

/** Public clients, unmodified, against the double: what they accept is what it counts for. */

let server: KsqldbServer;

beforeAll(prepareJudges);
beforeEach(async () => {
  server = await startKsqldb();
});
afterEach(async () => {
  await server.stop();
});

const MAKE = [
  "CREATE STREAM views (person VARCHAR KEY, page VARCHAR, ms BIGINT, price DECIMAL(6, 2)) WITH (KAFKA_TOPIC='Views', PARTITIONS=2, FORMAT='JSON');",
  'CREATE TABLE per_person AS SELECT person, COUNT(*) AS n, SUM(ms) AS total FROM views GROUP BY person EMIT CHANGES;',
];
const FILL = ["INSERT INTO views VALUES ('ada', '/a', 100, 1.50);", "INSERT INTO views VALUES ('bob', '/b', 7, 20.00);", "INSERT INTO views (person, page, ms) VALUES ('ada', '/c', 9007199254740991);"];

test('ksqldb-client: its own integration suite passes', async () => {
  const { passed, failed } = await runClientSuite(server.port);
  // One test wants a host that does not answer, where this name means the machine itself; another wants that nobody listens on port 22.
  const elsewhere = ['Should throw a timeout error connecting to an invalid source', ...((await listens(22)) ? ['Should throw an error connecting to an invalid port in host'] : [])];
  expect(failed.filter(({ name }) => !elsewhere.includes(name))).toEqual([]);
  expect(passed.length).toBeGreaterThanOrEqual(28 - elsewhere.length);
  expect(server.pushQueries()).toEqual([]);
});

describe('ksqldb-go', () => {
  test('reads facts of the server, properties and the status of commands', async () => {
    const report = await askGo({ url: server.url, execute: MAKE });
    expect(report.info).toMatchObject({ version: '0.29.0', kafkaClusterId: 'headwater-double', ksqlServiceId: 'double_' });
    expect(report.health).toMatchObject({ isHealthy: true, details: { metastore: { isHealthy: true }, kafka: { isHealthy: true } } });
    expect(report.cluster).toMatchObject({ ClusterStatus: { Host: { 'localhost:8088': { HostAlive: true } } } });
    expect(report.property).toBe(true);
    expect(report.noProperty).toContain("'auto.offset.rest'");
    expect(report.statuses).toEqual(['SUCCESS', 'SUCCESS']);
  });
  test('gets entities, and rows of a pull and of a push query that it ends itself', async () => {
    const report = await askGo({ url: server.url, execute: [...MAKE, ...FILL, 'LIST STREAMS;', 'DESCRIBE per_person;'], pull: ['SELECT * FROM per_person;'], push: [{ sql: 'SELECT person, ms, price FROM views EMIT CHANGES;', rows: 3 }] });
    const [stream, table, , , , streams, described] = report.execute ?? [];
    expect(entity(stream)).toMatchObject({ '@type': 'currentStatus', commandId: 'stream/`VIEWS`/create', commandStatus: { Status: 'SUCCESS' } });
    expect(entity(table)).toMatchObject({ commandId: 'table/`PER_PERSON`/create', commandSequenceNumber: 1 });
    expect(entity(streams)).toMatchObject({ streams: [{ Name: 'VIEWS', Topic: 'Views', Type: 'STREAM' }] });
    expect(entity(described)).toMatchObject({ sourceDescription: { Name: 'PER_PERSON', Type: 'TABLE', Fields: [{ Name: 'PERSON' }, { Name: 'N' }, { Name: 'TOTAL' }], WriteQueries: [{ Id: 'CTAS_PER_PERSON_1', State: 'RUNNING' }] } });
    const [pulled] = report.pull ?? [];
    expect(pulled?.columns).toEqual([{ Name: 'PERSON', Type: 'STRING' }, { Name: 'N', Type: 'BIGINT' }, { Name: 'TOTAL', Type: 'BIGINT' }]);
    expect(pulled?.rows).toEqual([['ada', 2, 9_007_199_254_741_091], ['bob', 1, 7]]);
    const [pushed] = report.push ?? [];
    expect(pushed).toMatchObject({ query: expect.stringMatching(/^transient_VIEWS_\d+$/u) as unknown, closed: true, rows: [['ada', 100, 1.5], ['bob', 7, 20], ['ada', 9_007_199_254_740_991, null]] });
    expect(pushed?.error).toBeUndefined();
    expect(server.pushQueries()).toEqual([]);
  });
  test('is told what is wrong', async () => {
    const { execute, pull } = await askGo({ url: server.url, execute: ['DESCRIBE nothing;', "INSERT INTO views VALUES ('x');"], pull: ['SELECT * FROM nothing;'] });
    expect(execute?.map(({ error }) => error)).toEqual([expect.stringContaining('NOTHING does not exist'), expect.stringContaining('VIEWS does not exist')]);
    expect(pull?.[0]?.error).toContain('NOTHING does not exist');
  });
  test('comes in with the right password only', async () => {
    await server.stop();
    server = await startKsqldb({ user: 'key', password: 'secret' });
    const right = await askGo({ url: server.url, user: 'key', password: 'secret', execute: ['LIST STREAMS;'] });
    const wrong = await askGo({ url: server.url, user: 'key', password: 'other', execute: ['LIST STREAMS;'] });
    expect(right.execute?.[0]?.error).toBeUndefined();
    expect(wrong.execute?.[0]?.error).toBe('Unauthorized');
  });
});

describe('ksql-python-ng', () => {
  test('reads rows by the legacy endpoint over HTTP/1.1, each framed as a streamed row', async () => {
    const report = await askPython({ url: server.url, execute: [...MAKE, ...FILL], query: [{ sql: 'SELECT person, ms, price FROM views EMIT CHANGES LIMIT 2;' }, { sql: 'SELECT * FROM per_person;' }] });
    expect(report.version).toBe('0.29.0');
    expect(report.properties).toBeGreaterThan(5);
    const [pushed, pulled] = report.query.map((one) => (one as { readonly text: string }).text);
    expect(pushed).toMatch(/^\[\{"header":\{"queryId":"transient_VIEWS_\d+","schema":"`PERSON` STRING, `MS` BIGINT, `PRICE` DECIMAL\(6, 2\)"\}\},\n\{"row":\{"columns":\["ada",100,1\.50\]\}\},\n\{"row":\{"columns":\["bob",7,20\.00\]\}\},\n\{"finalMessage":"Limit Reached"\}\]$/u);
    expect(pulled).toMatch(/"schema":"`PERSON` STRING KEY, `N` BIGINT, `TOTAL` BIGINT"/u);
    expect(pulled).toMatch(/\{"row":\{"columns":\["ada",2,9007199254741091\]\}\},\n\{"row":\{"columns":\["bob",1,7\]\}\}\]$/u);
  });
  test('inserts rows over HTTP/2 and reads them as they come, until it closes the query', async () => {
    const report = await askPython({
      url: server.url,
      execute: MAKE,
      inserts: [
        { target: 'views', rows: [{ person: 'cleo', page: '/x', ms: 5, price: '3.999' }, { person: 'dan', ms: 6 }] },
        { target: 'views', rows: [{ person: 'eve', ms: 1 }, { page: '/no key' }, { person: 'fay', ms: 2 }] },
      ],
      query: [{ sql: 'SELECT person, ms, price FROM views EMIT CHANGES;', http2: true, rows: 3 }],
    });
    expect(report.inserts[0]).toEqual([{ status: 'ok', seq: 0 }, { status: 'ok', seq: 1 }]);
    expect(report.inserts[1]).toEqual([{ status: 'ok', seq: 0 }, { '@type': 'generic_error', error_code: 40000, message: 'Key field must be specified: PERSON', status: 'error', seq: 1 }]);
    expect(report.query[0]).toMatchObject({ rows: [['cleo', 5, 4], ['dan', 6, null], ['eve', 1, null]], closed: [true, false] });
  });
  test('is told what is wrong, with the code', async () => {
    const report = await askPython({ url: server.url, execute: ['CREATE STREEM x;', 'SELECT 1;'] });
    expect(report.execute).toEqual([
      { error: expect.stringContaining("Unknown statement 'CREATE STREEM'") as unknown, code: 40001 },
      { error: expect.anything() as unknown, code: expect.any(Number) as unknown },
    ]);
  });
  test('comes in with the right key only', async () => {
    await server.stop();
    server = await startKsqldb({ user: 'key', password: 'secret' });
    const right = await askPython({ url: server.url, user: 'key', password: 'secret', execute: ['LIST STREAMS;'] });
    const wrong = await askPython({ url: server.url, user: 'key', password: 'other', execute: ['LIST STREAMS;'] });
    expect(right.execute[0]).toMatchObject([{ '@type': 'streams', streams: [] }]);
    expect(wrong.execute[0]).toMatchObject({ code: 40100 });
  });
});

const entity = (answer: GoAnswer | undefined): unknown => answer?.entities?.[0];

/** Whether somebody on this machine listens on a port. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
