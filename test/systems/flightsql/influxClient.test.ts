import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { type InfluxServer, startInflux } from '../../servers/flightsql/doubles';
import { askInfluxGo, startInfluxd3 } from '../../servers/flightsql/influxd3';
import { flightPython } from '../../servers/flightsql/python';
import { connectTo, run, valuesOf } from './support';

/** InfluxData's own clients work with the doubles: their rules are those that these clients expect. Then our session reads what they wrote. */

type Columns = Readonly<Record<string, readonly string[]>>;

interface Told extends Readonly<Record<'wrongLine' | 'wrongStatement' | 'wrongToken' | 'wrongDatabase', string>> {
  readonly sql: Columns;
  readonly all: Columns;
  readonly influxql: Columns;
}

async function askPython({ address: { host, port }, httpUrl }: InfluxServer): Promise<Told> {
  const { python, script } = await flightPython();
  const output = await mustRun(python, [script('influx_client.py'), host, String(port), new URL(httpUrl).port, 'secret', 'sample']);
  return JSON.parse(output.slice(output.lastIndexOf('{"sql"'))) as Told;
}

describe.each([
  ['Python client, over DataFusion', startInflux, askPython],
  ['Python client, over SQLite', startInfluxd3, askPython],
  // This client wants gRPC and HTTP at one address.
  ['Go client, over SQLite', startInfluxd3, (server: InfluxServer) => askInfluxGo(server, 'secret', 'sample') as Promise<Told>],
] as const)('InfluxData’s %s', (_client, start, ask) => {
  let server: InfluxServer;
  let session: Session;
  let told: Told;

  beforeAll(async () => {
    server = await start({ token: 'secret' });
    told = await ask(server);
    session = await connectTo({ ...server.address, system: 'influxdb3', auth: 'token', database: 'sample', httpUrl: server.httpUrl }, { token: 'secret' });
  }, 600_000);
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  test('writes points and reads them with a parameter', () => {
    expect(told.sql).toMatchObject({ room: ['a b'], n: ['9007199254740993'], note: ['NULL'], time: ['1700000000000000001'] });
    expect(told.sql['ok']?.map((text) => text.toLowerCase())).toEqual(['true']);
    expect(told.all['note']).toEqual(['NULL', 'says "hi"']);
  });
  test('reads by InfluxQL', () => {
    expect(told.influxql).toMatchObject({ 'iox::measurement': ['written', 'written'], n: ['9007199254740993', '1'] });
  });
  test('is told what is wrong', () => {
    expect(told.wrongLine).toContain('partial write of line protocol occurred');
    expect(told.wrongStatement).toContain('Error while planning query');
    expect(told.wrongToken).toMatch(/permission ?denied/iu);
    expect(told.wrongDatabase).toContain("Database 'absent' not found");
  });
  test('asked by tickets in JSON, with the database in them', async () => {
    const methods = (await server.calls()).map(({ method }) => method);
    expect(methods.filter((method) => method === 'DoGet').length).toBeGreaterThanOrEqual(3);
  });
  test('wrote what our session reads to the nanosecond', async () => {
    const ours = valuesOf(await run(session, 'SELECT room, n, ok, note, time FROM written ORDER BY time'));
    expect(ours).toEqual({
      room: ['a b', 'c'],
      n: ['9007199254740993', '1'],
      ok: ['true', 'NULL'],
      note: ['NULL', 'says "hi"'],
      time: ['2023-11-14 22:13:20.000000001', '2023-11-14 22:13:20.000000002'],
    });
  });
});
