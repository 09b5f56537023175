import { Int64, Schema, Field, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FlightClient } from '../../../src/backends/flightsql/client/flightClient';
import { FlightSqlClient } from '../../../src/backends/flightsql/client/sqlClient';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { readStream } from '../../../src/core/arrow/readStream';
import type { CatalogNode } from '../../../src/core/contract/catalog';
import type { Session } from '../../../src/core/contract/session';
import { type ScriptedServer, startScripted } from '../../servers/flightsql/doubles';
import { askGo } from '../../servers/flightsql/goClient';
import { judge, type Question } from '../../servers/flightsql/judge';
import { startExchange } from '../../servers/flightsql/others';
import { type FlightServer, startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run, valuesOf } from './support';

/** Calls beyond plain statements, through ours and through the clients of others: ADBC, Arrow's Go library; and a server of Arrow C++. */

let go: WatchedServer;
let scripted: ScriptedServer;
let exchange: FlightServer;
let session: Session;
const clients: FlightClient[] = [];

const clientOf = ({ address }: FlightServer | ScriptedServer, options: { readonly gzip?: boolean } = {}): FlightClient => {
  const client = new FlightClient({ address, credentials: { kind: 'anonymous' }, ...options });
  clients.push(client);
  return client;
};
const ask = async (question: Omit<Question, 'client' | 'host' | 'port'>, server: FlightServer | ScriptedServer = go) => (await judge([{ client: 'adbc', ...server.address, ...question }]))[0];

beforeAll(async () => {
  [go, scripted, exchange] = await Promise.all([startFlightsqld(), startScripted(), startExchange()]);
  session = await connectTo({ ...go.address });
}, 600_000);
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  for (const client of clients) client.close();
  await Promise.all([go.stop(), scripted.stop(), exchange.stop()]);
});

const COUNT = 5_000;
const rowsFrom = (first: number) =>
  tableToIPC(new Table({ id: vectorFromArray(Array.from({ length: COUNT }, (_, row) => BigInt(first + row)), new Int64()), word: vectorFromArray(Array.from({ length: COUNT }, (_, row) => (row % 7 === 0 ? null : `wörd ${row}`)), new Utf8()) }), 'stream');

describe('Bulk ingestion', () => {
  for (const gzip of [false, true]) {
    test(`brings the rows that ADBC brings${gzip ? ', compressed on the way' : ''}`, async () => {
      const [theirs, ours] = [`theirs_${String(gzip)}`, `ours_${String(gzip)}`];
      expect((await ask({ statement: '', ingest: { table: theirs, mode: 'create', rows: rowsFrom(0) } }))?.affected).toBe(COUNT);
      const { schema, batches } = readStream(rowsFrom(0));
      const ingest = await new FlightSqlClient(clientOf(go, { gzip })).ingest({ table: ours, ifMissing: 'create', ifExists: 'fail' }, { signal: never });
      for (const message of [encodeSchema(schema).bytes, ...batches]) await ingest.send(message);
      expect(await ingest.finish()).toBe(BigInt(COUNT));
      const differing = `SELECT count(*) AS n FROM ${ours} o LEFT JOIN ${theirs} t ON o.id = t.id AND o.word IS t.word WHERE t.id IS NULL`;
      expect(valuesOf(await run(session, differing))).toEqual({ n: ['0'] });
      expect(valuesOf(await run(session, `SELECT count(*) AS n, count(word) AS words FROM ${ours}`))).toEqual({ n: ['5000'], words: ['4285'] });
    });
  }
});

describe('The tree', () => {
  test('holds the tables and columns that ADBC lists', async () => {
    const verdict = await ask({ statement: '', objects: true });
    const theirs = tablesOf(verdict?.objects);
    expect(theirs.size).toBeGreaterThan(3);
    const ours = new Map<string, readonly string[]>();
    for (const node of await leaves([])) ours.set(node.label, (await session.catalog.describe(node.path, never)).columns?.map(({ name }) => name) ?? []);
    expect(ours).toEqual(theirs);
  });
});

describe('Statements that take long', () => {
  test('are polled as ADBC and Go poll them', async () => {
    const progress: (number | undefined)[] = [];
    const info = await new FlightSqlClient(clientOf(scripted)).pollQuery('poll steps=3', { signal: never }, (fraction) => progress.push(fraction));
    expect(await askGo(scripted.address, 'poll', 'poll steps=3')).toEqual({ progress, endpoints: info.endpoints.length, rows: 15 });
    expect([progress.length, info.endpoints.length]).toEqual([3, 3]);
    const polled = await connectTo({ ...scripted.address });
    try {
      expect((await run(polled, 'poll steps=3', { settings: { poll: 'true' } })).table?.numRows).toBe(15);
    } finally {
      await polled[Symbol.asyncDispose]();
    }
    const verdict = await ask({ statement: 'poll steps=3', partitions: true }, scripted);
    expect(verdict?.columns?.[0]?.values).toEqual(['5', '5', '5']);
  });

  test('are cancelled by CancelFlightInfo as Go cancels them', async () => {
    const own = await startScripted();
    try {
      expect(await askGo(own.address, 'cancel', 'endless')).toEqual({ status: 'CANCEL_STATUS_CANCELLED', ended: 'Canceled' });
    } finally {
      await own.stop();
    }
    const sql = new FlightSqlClient(clientOf(scripted));
    const info = await sql.query('endless', { signal: never });
    const [endpoint] = info.endpoints;
    let asked: Promise<string> | undefined;
    const reading = (async () => {
      for await (const message of sql.flight.doGet(endpoint!.ticket, { signal: never }).messages) if (message.kind === 'batch') asked ??= sql.cancel(info, { signal: never });
    })();
    expect(await failureOf(reading)).toMatchObject({ code: 'CANCELLED' });
    expect(await asked).toBe('cancelled');
  });

  test('have their endpoints renewed as Go renews them', async () => {
    expect(await askGo(scripted.address, 'renew', 'expiring seconds=60')).toEqual({ ticket: 'rows count=4', later: true });
    const sql = new FlightSqlClient(clientOf(scripted));
    const [endpoint] = (await sql.query('expiring seconds=60', { signal: never })).endpoints;
    const renewed = await sql.flight.renewEndpoint(endpoint!, { signal: never });
    expect(Buffer.from(renewed.ticket).toString()).toBe('rows count=4');
    expect(renewed.expirationMs).toBeGreaterThan(endpoint!.expirationMs ?? Infinity);
  });
});

describe('Exchanges', () => {
  const schema = new Schema([new Field('n', new Int64(), false)]);
  const batchOf = (first: number, count: number) => readStream(tableToIPC(new Table(schema, { n: vectorFromArray(Array.from({ length: count }, (_, row) => BigInt(first + row)), new Int64()) }), 'stream')).batches[0]!;

  test('with Arrow C++ give back rows while others are sent, with what came beside them', async () => {
    const both = await clientOf(exchange).doExchange({ kind: 'command', command: Buffer.from('double') }, { signal: never });
    const sending = (async () => {
      await both.send(encodeSchema(schema).bytes);
      for (let part = 0; part < 20; part++) await both.send(batchOf(part * 10_000, 10_000), Buffer.from(`part ${part}`));
      both.endSending();
    })();
    let decoder: ArrowDecoder | undefined;
    let [rows, sum] = [0, 0n];
    for await (const message of both.rows.messages) {
      if (message.kind === 'schema') decoder = new ArrowDecoder(message.bytes);
      if (message.kind !== 'batch' || !decoder) continue;
      const { values } = decoder.batch(message.bytes).column(0);
      if (values instanceof BigInt64Array) for (const value of values) sum += value;
      rows += message.rows;
    }
    await sending;
    expect([rows, sum]).toEqual([200_000, 200_000n * 199_999n]);
    expect(both.rows.appMetadata.map((each) => Buffer.from(each).toString())).toEqual(Array.from({ length: 20 }, (_, part) => `part ${part}`));
  });

  test('that the server refuses say why', async () => {
    const both = await clientOf(exchange).doExchange({ kind: 'command', command: Buffer.from('refuse') }, { signal: never });
    await both.send(encodeSchema(schema).bytes).catch(() => undefined);
    const reading = (async () => {
      for await (const message of both.rows.messages) expect(message).toBeUndefined();
    })();
    expect(await failureOf(reading)).toMatchObject({ what: 'Could not exchange rows', kind: 'forbidden' });
  });
});

/** Names of tables with their columns, as ADBC's GetObjects tells them. */
function tablesOf(objects: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const list = (value: unknown, key: string): readonly unknown[] => {
    const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return Array.isArray(inner) ? inner : [];
  };
  const text = (value: unknown, key: string): string => String(typeof value === 'object' && value !== null ? Reflect.get(value, key) : '');
  for (const catalog of Array.isArray(objects) ? objects : []) {
    for (const schema of list(catalog, 'catalog_db_schemas')) {
      for (const table of list(schema, 'db_schema_tables')) found.set(text(table, 'table_name'), list(table, 'table_columns').map((column) => text(column, 'column_name')));
    }
  }
  return found;
}

async function leaves(path: readonly string[]): Promise<readonly CatalogNode[]> {
  const { nodes } = await session.catalog.children(path, { limit: 1_000 }, never);
  const below = await Promise.all(nodes.map(async (node) => (node.table ? [node] : leaves(node.path))));
  return below.flat();
}
