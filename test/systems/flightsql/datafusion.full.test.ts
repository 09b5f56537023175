import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogNode } from '../../../src/core/contract/catalog';
import type { Session } from '../../../src/core/contract/session';
import { startDataFusion } from '../../servers/flightsql/datafusion';
import { judge } from '../../servers/flightsql/judge';
import type { FlightServer } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run, valuesOf } from './support';

/** DataFusion's own Flight SQL server: several catalogs, types of an engine, and many calls that it does not have. */

let server: FlightServer;
let session: Session;

beforeAll(async () => {
  server = await startDataFusion();
  session = await connectTo({ ...server.address });
}, 5_400_000);
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

async function leaves(path: readonly string[]): Promise<readonly CatalogNode[]> {
  const { nodes } = await session.catalog.children(path, { limit: 1_000 }, never);
  const below = await Promise.all(nodes.map(async (node) => (node.table ? [node] : leaves(node.path))));
  return below.flat();
}

describe('A server with several catalogs', () => {
  test('shows each with its schemas, although it tells nothing of them where none is named', async () => {
    const { nodes } = await session.catalog.children([], { limit: 100 }, never);
    expect(nodes.map(({ label }) => label).sort()).toEqual(['archive', 'datafusion', 'odd names']);
    const tables = (await leaves([])).map(({ label }) => label).filter((label) => ['numbers', 'small', 'rooms', 'of tables'].includes(label));
    expect(tables.sort()).toEqual(['numbers', 'of tables', 'rooms', 'rooms', 'small']);
  });
  test('is queried by the names that the tree writes', async () => {
    for (const node of (await leaves([])).filter(({ label }) => label === 'rooms' || label === 'of tables')) {
      expect((await run(session, `SELECT * FROM ${node.reference!}`)).table?.numRows).toBeGreaterThan(0);
    }
  });
  test('finds a name of a statement in another catalog', async () => {
    expect((await session.catalog.resolve('archive.old.rooms', never))?.columns?.map(({ name }) => name)).toEqual(['id', 'name']);
  });
});

describe('Statements of DataFusion', () => {
  const STATEMENTS = [
    'SELECT * FROM rooms ORDER BY id',
    'SELECT * FROM numbers ORDER BY n',
    'SELECT * FROM "odd names"."of schemas"."of tables"',
    "SELECT arrow_cast('view', 'Utf8View') AS view, named_struct('a', 1, 'b', [1, NULL]) AS nested, INTERVAL '1 year 2 days 3 nanoseconds' AS span",
  ];
  test.each(STATEMENTS)('give the values that ADBC and pyarrow get: %s', async (statement) => {
    const parts: Uint8Array[] = [];
    for await (const event of session.statements!.run(statement, { signal: never }).events) if ('bytes' in event) parts.push(event.bytes);
    const ours = Buffer.concat(parts);
    const verdicts = await judge((['adbc', 'pyarrow'] as const).map((client) => ({ client, ...server.address, statement, ours })));
    expect(verdicts.map(({ error, differences }) => error ?? differences)).toEqual([[], []]);
    expect(verdicts[0]?.rows).toBeGreaterThan(0);
  });
  test('take values by the types that the server tells, through the handle that binding gives back', async () => {
    const found = await run(session, 'SELECT n, square FROM numbers WHERE n = $1', { parameters: [{ name: '1', type: 'integer', value: '77' }] });
    expect(valuesOf(found)).toEqual({ n: ['77'], square: ['5929'] });
  });
  test('that change something go as queries, since it has no updates', async () => {
    await run(session, 'CREATE TABLE made AS SELECT 1 AS a');
    expect(valuesOf(await run(session, 'SELECT a FROM made'))).toEqual({ a: ['1'] });
    await run(session, 'DROP TABLE made');
  });
  test('that are wrong say why', async () => {
    expect((await failureOf(run(session, 'SELECT nope FROM rooms'))).why).toMatch(/nope/u);
  });
});

describe('InfluxDB 3’s headers, as a server of Rust reads them', () => {
  let strict: FlightServer;
  beforeAll(async () => {
    strict = await startDataFusion({ token: 'right', database: 'sensors' });
  }, 600_000);
  afterAll(() => strict.stop());
  const connect = (values: Readonly<Record<string, string>>, token = 'right') => connectTo({ ...strict.address, auth: 'token', ...values }, { token });

  test('a token and one database let in', async () => {
    const inside = await connect({ database: 'sensors' });
    expect((await run(inside, 'SELECT * FROM small')).table?.numRows).toBe(9);
    await inside[Symbol.asyncDispose]();
  });
  test('no database, another one and a wrong token are told apart', async () => {
    expect((await failureOf(connect({}))).why).toMatch(/database/u);
    expect((await failureOf(connect({ database: 'nowhere' }))).why).toMatch(/nowhere/u);
    expect((await failureOf(connect({ database: 'sensors' }, 'wrong'))).kind).toBe('unauthorized');
  });
});
