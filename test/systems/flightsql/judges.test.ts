import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BufferPool } from '../../../src/core/arrow/bufferPool';
import type { Session } from '../../../src/core/contract/session';
import { type InfluxServer, type ScriptedServer, startInflux, startScripted } from '../../servers/flightsql/doubles';
import { judge, type Question, type Verdict } from '../../servers/flightsql/judge';
import { startRoapi } from '../../servers/flightsql/others';
import { type FlightServer, startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run } from './support';

/** The same statements through our session and through ADBC, pyarrow and flightsql-dbapi: every value is compared by pyarrow. */

type Client = Question['client'];

interface Case {
  readonly server: 'go' | 'scripted' | 'roapi' | 'influx';
  readonly statement: string;
  readonly clients: readonly Client[];
}

const ALL: readonly Client[] = ['adbc', 'pyarrow', 'dbapi'];

const CASES: readonly Case[] = [
  { server: 'go', statement: 'SELECT * FROM readings', clients: ALL },
  { server: 'go', statement: 'SELECT * FROM "odd name"', clients: ALL },
  { server: 'go', statement: 'SELECT * FROM stations WHERE id < 0', clients: ALL },
  { server: 'go', statement: 'GENERATE types', clients: ALL },
  { server: 'go', statement: 'GENERATE numbers rows=100000 batch=7000', clients: ALL },
  { server: 'go', statement: 'GENERATE dictionary rows=300 batch=10', clients: ALL },
  { server: 'scripted', statement: 'types', clients: ALL },
  { server: 'scripted', statement: 'compressed codec=lz4', clients: ALL },
  { server: 'scripted', statement: 'compressed codec=zstd', clients: ALL },
  { server: 'scripted', statement: 'dictionaries how=replaced', clients: ALL },
  { server: 'scripted', statement: 'dictionaries how=delta', clients: ALL },
  { server: 'scripted', statement: 'late_empty', clients: ALL },
  { server: 'scripted', statement: 'big bytes=20000000', clients: ['adbc', 'pyarrow'] },
  { server: 'scripted', statement: 'endpoints count=5 ordered=1', clients: ['adbc', 'pyarrow'] },
  { server: 'scripted', statement: 'locations to=foreign', clients: ['adbc', 'pyarrow'] },
  { server: 'scripted', statement: 'locations to=deadthenreuse', clients: ['adbc'] },
  { server: 'scripted', statement: 'expiring', clients: ALL },
  { server: 'roapi', statement: 'SELECT * FROM words', clients: ALL },
  { server: 'roapi', statement: "SELECT word, count(*) AS n, avg(id) AS middle, arrow_cast('x', 'Utf8View') AS v FROM words GROUP BY word ORDER BY word", clients: ALL },
  { server: 'influx', statement: 'SELECT * FROM home ORDER BY time, room', clients: ALL },
  { server: 'influx', statement: "SELECT room, date_bin(INTERVAL '1 hour', time) AS hour, avg(temp) AS temp FROM home GROUP BY room, hour ORDER BY room, hour", clients: ALL },
];

/** The gRPC codes that a server can give, with their numbers. */
const CODES = { INVALID_ARGUMENT: 3, DEADLINE_EXCEEDED: 4, NOT_FOUND: 5, ALREADY_EXISTS: 6, PERMISSION_DENIED: 7, RESOURCE_EXHAUSTED: 8, FAILED_PRECONDITION: 9, ABORTED: 10, OUT_OF_RANGE: 11, UNIMPLEMENTED: 12, INTERNAL: 13, UNAVAILABLE: 14, DATA_LOSS: 15, UNAUTHENTICATED: 16, UNKNOWN: 2 };

let servers: { readonly go: WatchedServer; readonly scripted: ScriptedServer; readonly roapi: FlightServer; readonly influx: InfluxServer };
let sessions: Readonly<Record<Case['server'], Session>>;
const verdicts = new Map<string, Verdict>();
let refusals: readonly Verdict[];

const login = { go: { user: 'ada', password: 'secret' }, scripted: {}, roapi: {}, influx: { token: 'secret', headers: { database: 'sample' } } };

const keyOf = ({ server, statement }: Case, client: Client): string => `${server} ${client} ${statement}`;

beforeAll(async () => {
  const go = await startFlightsqld({ user: 'ada', password: 'secret' });
  const [scripted, roapi, influx] = await Promise.all([startScripted(), startRoapi(), startInflux({ token: 'secret', keepAlive: 0.3 })]);
  servers = { go, scripted, roapi, influx };
  sessions = {
    go: await connectTo({ ...go.address, auth: 'password', user: 'ada' }, { password: 'secret' }),
    scripted: await connectTo({ ...scripted.address }),
    roapi: await connectTo({ ...roapi.address }),
    influx: await connectTo({ ...influx.address, system: 'influxdb3', auth: 'token', database: 'sample', httpUrl: influx.httpUrl }, { token: 'secret' }),
  };
  const questions: { readonly key: string; readonly question: Question }[] = [];
  for (const one of CASES) {
    const ours = await streamOf(sessions[one.server], one.statement);
    for (const client of one.clients) questions.push({ key: keyOf(one, client), question: { client, ...servers[one.server].address, ...login[one.server], statement: one.statement, ours } });
  }
  const refused = Object.keys(CODES).map((code): Question => ({ client: 'adbc', ...scripted.address, statement: `refused code=${code}` }));
  const answers = await judge([...questions.map(({ question }) => question), ...refused]);
  for (const [index, { key }] of questions.entries()) verdicts.set(key, answers[index]!);
  refusals = answers.slice(questions.length);
});
afterAll(async () => {
  for (const session of Object.values(sessions)) await session[Symbol.asyncDispose]();
  for (const server of Object.values(servers)) await server.stop();
});

describe('Values are those of independent clients', () => {
  for (const one of CASES) {
    for (const client of one.clients) {
      test(`${one.server}, ${client}: ${one.statement}`, () => {
        const verdict = verdicts.get(keyOf(one, client));
        expect(verdict?.error).toBeUndefined();
        expect(verdict?.columns?.length).toBeGreaterThan(0);
        expect(verdict?.differences).toEqual([]);
      });
    }
  }
});

test('Values are the same in memory that is used again', async () => {
  const pool = new BufferPool(64 << 20);
  const pooled = await connectTo({ ...servers.go.address, auth: 'password', user: 'ada' }, { password: 'secret' }, { memory: pool });
  let reused = 0;
  for (const { statement } of CASES.filter(({ server }) => server === 'go')) {
    const bodies: string[] = [];
    for await (const event of pooled.statements!.run(statement, { signal: never }).events) {
      if (event.kind !== 'batch') continue;
      bodies.push(bodyOf(event.bytes));
      if (!(event.bytes.buffer instanceof ArrayBuffer)) continue;
      // What comes next must write over all of it.
      event.bytes.fill(0xff);
      pool.give(event.bytes.buffer);
      reused = Math.max(reused, pool.bytes);
    }
    const fresh: string[] = [];
    for await (const event of sessions.go.statements!.run(statement, { signal: never }).events) if (event.kind === 'batch') fresh.push(bodyOf(event.bytes));
    expect(bodies).toEqual(fresh);
  }
  expect(reused).toBeGreaterThan(0);
  await pooled[Symbol.asyncDispose]();
  pool[Symbol.dispose]();
});

test('A judge notices a value, a row and a column that differ', async () => {
  const ours = await streamOf(sessions.go, 'SELECT 1 AS a, 2 AS b');
  const statements = ['SELECT 1 AS a, 3 AS b', 'SELECT 1 AS a, 2 AS b UNION ALL SELECT 1, 2', 'SELECT 1 AS a, 2 AS c'];
  const found = await judge(statements.map((statement): Question => ({ client: 'adbc', ...servers.go.address, ...login.go, statement, ours })));
  expect(found.map(({ differences }) => differences)).toEqual([['b (int64), row 0: 3 is 2 here'], ['2 rows are 1 here'], ["columns ['a', 'c'] are ['a', 'b'] here"]]);
});

describe('Failures are those of independent clients', () => {
  for (const [index, [code, number]] of Object.entries(CODES).entries()) {
    test(code, async () => {
      expect(refusals[index]?.code).toBe(number);
      const { code: ours, why } = await failureOf(run(sessions.scripted, `refused code=${code}`));
      expect(ours).toBe(code);
      expect(why).not.toBe('');
    });
  }
  test('rows before a late failure are given, and then the failure', async () => {
    const events: string[] = [];
    const reading = (async () => {
      for await (const event of sessions.scripted.statements!.run('late_error rows=3', { signal: never }).events) events.push(event.kind);
    })();
    expect(await failureOf(reading)).toMatchObject({ code: 'INTERNAL', why: expect.stringContaining('the server broke after the first rows') as unknown });
    expect(events).toContain('batch');
  });
});

describe('Changes are those of independent clients', () => {
  test('the count of an update is what ADBC tells', async () => {
    const statement = "UPDATE readings SET note = 'seen' WHERE station_id = 2";
    const [theirs] = await judge([{ client: 'adbc', ...servers.go.address, ...login.go, statement, update: true }]);
    expect(theirs?.affected).toBeGreaterThan(1000);
    expect((await run(sessions.go, statement)).done?.rowsAffected).toBe(BigInt(theirs?.affected ?? -1));
  });
  test('values bound to a statement give the rows that ADBC gets with them', async () => {
    const statement = 'SELECT id, celsius FROM readings WHERE station_id = ? AND celsius > ? ORDER BY id';
    const ours = await streamOf(sessions.go, statement, [
      { name: '1', type: 'integer', value: '2' },
      { name: '2', type: 'double', value: '25.5' },
    ]);
    const [verdict] = await judge([{ client: 'adbc', ...servers.go.address, ...login.go, statement, parameters: [2, 25.5], ours }]);
    expect(verdict?.rows).toBeGreaterThan(10);
    expect(verdict?.differences).toEqual([]);
  });
});

/** What stands behind the header of a message, which is padded as memory has it. */
function bodyOf(message: Uint8Array): string {
  const header = new DataView(message.buffer, message.byteOffset).getInt32(4, true);
  return createHash('sha256').update(message.subarray(8 + header)).digest('hex');
}

/** All that a statement gives, as an Arrow IPC stream. */
async function streamOf(session: Session, statement: string, parameters?: NonNullable<Parameters<NonNullable<Session['statements']>['run']>[1]['parameters']>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const { events } = session.statements!.run(statement, { signal: never, ...(parameters ? { parameters } : {}) });
  for await (const event of events) if ('bytes' in event) parts.push(event.bytes);
  return Buffer.concat(parts);
}
