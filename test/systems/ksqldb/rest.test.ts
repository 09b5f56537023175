import { connect, type ClientHttp2Session } from 'node:http2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';

/** The double's REST interface, letter by letter as the server's source has it, and what it evaluates. */

let server: KsqldbServer;

beforeEach(async () => {
  server = await startKsqldb();
  server.execute("CREATE STREAM s (k VARCHAR KEY, n BIGINT, d DECIMAL(5, 2)) WITH (KAFKA_TOPIC='s', FORMAT='JSON', PARTITIONS=1);");
  server.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR) WITH (KAFKA_TOPIC='t', FORMAT='JSON', PARTITIONS=1);");
  server.execute("INSERT INTO s VALUES ('a', 9007199254740993, 1.5); INSERT INTO s VALUES ('b', 2, NULL);");
});
afterEach(async () => {
  await server.stop();
});

const V1 = 'application/vnd.ksql.v1+json';
const LINES = 'application/vnd.ksqlapi.delimited.v1';

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
const query = (sql: string, accept?: string, properties: unknown = { 'auto.offset.reset': 'earliest' }): Promise<Answer> => post('/query-stream', { sql, properties }, accept === undefined ? {} : { accept });
const get = async (path: string): Promise<Answer> => {
  const response = await fetch(`${server.url}${path}`, { redirect: 'manual' });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
/** The rows of a query by the framing that tells everything. */
const rows = async (sql: string): Promise<readonly unknown[]> => {
  const { text } = await query(sql, V1);
  const elements = JSON.parse(text) as readonly { readonly row?: { readonly columns: readonly unknown[]; readonly tombstone?: boolean } }[];
  return elements.flatMap(({ row }) => (row ? [row.tombstone ? { gone: row.columns } : row.columns] : []));
};

describe('Framings of /query-stream', () => {
  test('by default and for */* are lines: a header, then rows, and no mark at the end', async () => {
    for (const accept of [undefined, '*/*', LINES]) {
      const { text, type } = await query('SELECT * FROM s EMIT CHANGES LIMIT 2;', accept);
      expect(type).toBe(LINES);
      expect(text).toMatch(/^\{"queryId":"transient_S_\d+","columnNames":\["K","N","D"\],"columnTypes":\["STRING","BIGINT","DECIMAL\(5, 2\)"\]\}\n\["a",9007199254740993,1\.50\]\n\["b",2,null\]\n$/u);
    }
  });
  test('as application/json are one array without line ends', async () => {
    for (const accept of ['application/json', 'application/json; charset=utf-8', 'application/json, text/plain, */*']) {
      expect((await query('SELECT k FROM s EMIT CHANGES LIMIT 1;', accept)).text).toMatch(/^\[\{"queryId":"transient_S_\d+","columnNames":\["K"\],"columnTypes":\["STRING"\]\},\["a"\]\]$/u);
    }
  });
  test('as streamed rows tell why they end, and mark the keys of a pull query', async () => {
    expect((await query('SELECT * FROM s EMIT CHANGES LIMIT 1;', V1)).text).toMatch(/^\[\{"header":\{"queryId":"transient_S_\d+","schema":"`K` STRING, `N` BIGINT, `D` DECIMAL\(5, 2\)"\}\},\n\{"row":\{"columns":\["a",9007199254740993,1\.50\]\}\},\n\{"finalMessage":"Limit Reached"\}\]$/u);
    expect((await query('SELECT k FROM s;', V1)).text).toMatch(/"schema":"`K` STRING KEY"[^]*\{"finalMessage":"Query Completed"\}\]$/u);
    server.execute("INSERT INTO t VALUES (1, 'x');");
    expect((await query('SELECT * FROM t;', V1)).text).toMatch(/^\[\{"header":\{"queryId":"query_\d+","schema":"`ID` INTEGER KEY, `NAME` STRING"\}\},\n\{"row":\{"columns":\[1,"x"\]\}\}\]$/u);
  });
  test('give deletions of a table as tombstones only where the framing has them', async () => {
    server.execute("CREATE STREAM v (id INT KEY, n INT) WITH (KAFKA_TOPIC='v', FORMAT='JSON', PARTITIONS=1); CREATE TABLE big AS SELECT id, MAX(n) AS n FROM v GROUP BY id HAVING COUNT(*) < 2 EMIT CHANGES;");
    server.execute('INSERT INTO v VALUES (1, 5); INSERT INTO v VALUES (1, 6); INSERT INTO v VALUES (2, 7);');
    expect(await rows('SELECT * FROM big EMIT CHANGES LIMIT 3;')).toEqual([[1, 5], { gone: [1, null] }, [2, 7]]);
    expect((await query('SELECT * FROM big EMIT CHANGES LIMIT 3;', LINES)).text.split('\n').slice(1)).toEqual(['[1,5]', '[2,7]', '']);
  });
  test('of PRINT are lines of text without a media type, and nothing else', async () => {
    const printed = await query("PRINT 's' FROM BEGINNING LIMIT 1;", LINES);
    expect(printed.type).toBeNull();
    expect(printed.text).toMatch(/^rowtime: \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3} Z, key: a, value: \{"N":9007199254740993,"D":1\.5\}, partition: 0\n$/u);
    expect((await query("PRINT 's' FROM BEGINNING LIMIT 1;", V1)).status).toBe(406);
  });
  test('that nobody has are refused', async () => {
    expect((await query('SELECT * FROM s;', 'text/html')).status).toBe(406);
  });
});

describe('Errors', () => {
  const code = ({ text }: Answer): unknown => (JSON.parse(text) as { readonly error_code: unknown }).error_code;

  test('have the status, the code and the words of the server', async () => {
    const wrong = await query('SELECT nope FROM s EMIT CHANGES;');
    expect([wrong.status, code(wrong)]).toEqual([400, 40001]);
    expect(JSON.parse(wrong.text)).toMatchObject({ '@type': 'generic_error', message: "Line: 1, Col: 8: SELECT column 'NOPE' cannot be resolved.\nStatement: SELECT nope FROM s EMIT CHANGES;" });
    expect(JSON.parse((await query('SLECTT * FROM s;')).text)).toMatchObject({ message: expect.stringMatching(/^line 1:1: Syntax Error\nUnknown statement 'SLECTT'\nDid you mean 'SELECT'\?/u) as unknown });
    expect(JSON.parse((await query('SELECT * FROM s; SELECT * FROM s;')).text)).toMatchObject({ message: expect.stringMatching(/^Expected exactly one KSQL statement; found 2 instead/u) as unknown });
    expect(code(await post('/ksql', { ksql: 'SELECT * FROM s EMIT CHANGES;' }))).toBe(40002);
    expect(code(await post('/close-query', { queryId: 'nobody' }))).toBe(40000);
    expect(code(await post('/inserts-stream', '{"target":"s"}\n'))).toBe(40004);
    expect(code(await get('/status/stream/nobody/create'))).toBe(40400);
    expect(code(await get('/is_valid_property/auto.offset.rest'))).toBe(40000);
    expect(await get('/nowhere')).toEqual({ status: 404, type: 'text/plain', text: 'Not Found' });
  });
  test('of one statement among many leave the others undone, since all are tried first', async () => {
    const failed = await post('/ksql', { ksql: "CREATE STREAM one (a INT) WITH (KAFKA_TOPIC='one', VALUE_FORMAT='JSON', PARTITIONS=1); DESCRIBE nothing;" });
    expect(JSON.parse(failed.text)).toMatchObject({ '@type': 'statement_error', statementText: 'DESCRIBE nothing;', entities: [] });
    expect(() => server.execute('DESCRIBE one;')).toThrow('ONE does not exist');
  });
  test('beyond the push queries that a node runs', async () => {
    await server.stop();
    server = await startKsqldb({ maxPushQueries: 0 });
    server.execute("CREATE STREAM s (k VARCHAR KEY) WITH (KAFKA_TOPIC='s', FORMAT='JSON', PARTITIONS=1);");
    expect(code(await query('SELECT * FROM s EMIT CHANGES;'))).toBe(40003);
  });
});

describe('Commands', () => {
  test('are numbered, followed, and QUEUED on a server that is busy', async () => {
    await server.stop();
    server = await startKsqldb({ commandDelayMs: 100 });
    const make = (name: string): unknown => JSON.parse(JSON.stringify(server.execute(`CREATE STREAM ${name} (a INT) WITH (KAFKA_TOPIC='${name}', VALUE_FORMAT='JSON', PARTITIONS=1);`)[0]));
    expect(make('x')).toMatchObject({ commandId: 'stream/`X`/create', commandSequenceNumber: 0, commandStatus: { status: 'QUEUED' } });
    expect(make('y')).toMatchObject({ commandSequenceNumber: 1 });
    await expect.poll(async () => JSON.parse((await get('/status/stream/X/create')).text) as unknown).toMatchObject({ status: 'SUCCESS', message: 'Stream created' });
    expect(JSON.parse((await post('/ksql', { ksql: 'LIST STREAMS;', commandSequenceNumber: 9 })).text)).toMatchObject({ error_code: 50301 });
  });
  test('that only change the request, or insert, have no entity', async () => {
    const { text } = await post('/ksql', { ksql: "SET 'auto.offset.reset'='earliest'; DEFINE x = 's'; INSERT INTO ${x} VALUES ('z', 1, 1); LIST TYPES;" });
    expect((JSON.parse(text) as readonly { readonly '@type': string }[]).map((one) => one['@type'])).toEqual(['type_list']);
  });
});

describe('Connections', () => {
  const opened = (): Promise<ClientHttp2Session> => new Promise((resolve) => {
    const session = connect(server.url, () => resolve(session));
    session.on('error', () => undefined);
  });
  const begin = async (session: ClientHttp2Session): Promise<ReturnType<ClientHttp2Session['request']>> => {
    const stream = session.request({ ':method': 'POST', ':path': '/query-stream' });
    stream.on('error', () => undefined).end(Buffer.from(JSON.stringify({ sql: 'SELECT * FROM s EMIT CHANGES;' })));
    await new Promise((resolve) => stream.once('data', resolve));
    return stream;
  };

  test('of HTTP/1.1 end their push query with them', async () => {
    const controller = new AbortController();
    const response = await fetch(`${server.url}/query-stream`, { method: 'POST', body: JSON.stringify({ sql: 'SELECT * FROM s EMIT CHANGES;' }), signal: controller.signal });
    expect(response.status).toBe(200);
    expect(server.pushQueries()).toHaveLength(1);
    controller.abort();
    await expect.poll(() => server.pushQueries()).toEqual([]);
  });
  test('of HTTP/2 keep it running where only its stream is reset', async () => {
    const session = await opened();
    const stream = await begin(session);
    stream.close();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(server.pushQueries()).toHaveLength(1);
    session.destroy();
    await expect.poll(() => server.pushQueries()).toEqual([]);
  });
  test('come with a key where one is asked for, but for what everybody may ask', async () => {
    await server.stop();
    server = await startKsqldb({ user: 'key', password: 'secret' });
    expect((await get('/info')).status).toBe(401);
    for (const path of ['/healthcheck', '/v1/metadata', '/v1/metadata/id']) expect((await get(path)).status).toBe(200);
  });
});

describe('Evaluation', () => {
  const insert = (...statements: readonly string[]): void => statements.forEach((statement) => server.execute(statement));
  const earliest = { properties: { 'auto.offset.reset': 'earliest' } };

  test('groups by windows of each kind', async () => {
    insert("INSERT INTO s (ROWTIME, k, n) VALUES (1000, 'w', 1);", "INSERT INTO s (ROWTIME, k, n) VALUES (59000, 'w', 2);", "INSERT INTO s (ROWTIME, k, n) VALUES (61000, 'w', 4);");
    const of = (window: string): Promise<readonly unknown[]> => rows(`SELECT k, WINDOWSTART AS a, WINDOWEND AS b, SUM(n) AS n FROM s WINDOW ${window} WHERE k = 'w' GROUP BY k EMIT CHANGES LIMIT 3;`);
    expect(await of('TUMBLING (SIZE 1 MINUTE)')).toEqual([['w', 0, 60_000, 1], ['w', 0, 60_000, 3], ['w', 60_000, 120_000, 4]]);
    expect((await of('HOPPING (SIZE 2 MINUTES, ADVANCE BY 1 MINUTE)')).slice(0, 2)).toEqual([['w', 0, 120_000, 1], ['w', 0, 120_000, 3]]);
    expect(await of('SESSION (10 SECONDS)')).toEqual([['w', 1000, 1000, 1], ['w', 59_000, 59_000, 2], { gone: expect.anything() as unknown }]);
  });
  test('joins a stream with a table as it is at that moment', async () => {
    insert("CREATE STREAM o (who INT KEY, what VARCHAR) WITH (KAFKA_TOPIC='o', FORMAT='JSON', PARTITIONS=1);");
    server.execute('CREATE STREAM named AS SELECT o.who AS who, t.name AS name, o.what AS what FROM o LEFT JOIN t ON o.who = t.id EMIT CHANGES;', earliest);
    insert("INSERT INTO o VALUES (1, 'early');", "INSERT INTO t VALUES (1, 'Ada');", "INSERT INTO o VALUES (1, 'late');", "INSERT INTO t VALUES (1, 'Bea');");
    expect(await rows('SELECT * FROM named;')).toEqual([[1, null, 'early'], [1, 'Ada', 'late']]);
  });
  test('counts a changed row of a table under its new group only', async () => {
    server.execute('CREATE TABLE by_name AS SELECT name, COUNT(*) AS n FROM t GROUP BY name EMIT CHANGES;', earliest);
    insert("INSERT INTO t VALUES (1, 'a');", "INSERT INTO t VALUES (2, 'a');", "INSERT INTO t VALUES (1, 'b');");
    expect(await rows('SELECT * FROM by_name;')).toEqual([['a', 1], ['b', 1]]);
  });
  test('goes on where a paused query stopped', async () => {
    server.execute('CREATE STREAM c AS SELECT * FROM s WHERE n > 2 EMIT CHANGES;', earliest);
    insert('PAUSE CSAS_C_2;', "INSERT INTO s VALUES ('p', 10, 1);");
    expect(await rows('SELECT k FROM c;')).toEqual([['a']]);
    insert('RESUME CSAS_C_2;');
    expect(await rows('SELECT k FROM c;')).toEqual([['a'], ['p']]);
  });
  test('refuses what it cannot do, as what it is', async () => {
    expect((await query('SELECT COUNT(*) FROM s EMIT CHANGES;')).status).toBe(400);
    expect((await query('SELECT k, COUNT(*) FROM s GROUP BY k;')).text).toContain("Pull queries on streams don't support GROUP BY clauses.");
    expect(() => server.execute('CREATE TABLE x AS SELECT * FROM s EMIT CHANGES;')).toThrow('Your SELECT query produces a STREAM');
    expect(() => server.execute('DROP STREAM s2;')).toThrow('Source S2 does not exist.');
    server.execute('CREATE STREAM c AS SELECT * FROM s EMIT CHANGES;');
    expect(() => server.execute('DROP STREAM s;')).toThrow('The following streams and/or tables read from this source: [C].');
  });
});
