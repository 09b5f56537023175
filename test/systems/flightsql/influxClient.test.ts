import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { type InfluxServer, startInflux } from '../../servers/flightsql/doubles';
import { flightPython } from '../../servers/flightsql/python';
import { connectTo, run, valuesOf } from './support';

/** InfluxData's own client works with the double: its rules are those that this client expects. Then our session reads what that client wrote. */

type Columns = Readonly<Record<string, readonly string[]>>;

let server: InfluxServer;
let session: Session;
let told: { readonly sql: Columns; readonly all: Columns; readonly influxql: Columns } & Readonly<Record<'wrongLine' | 'wrongStatement' | 'wrongToken' | 'wrongDatabase', string>>;

beforeAll(async () => {
  server = await startInflux({ token: 'secret' });
  const { python, script } = await flightPython();
  const { host, port } = server.address;
  const output = await mustRun(python, [script('influx_client.py'), host, String(port), new URL(server.httpUrl).port, 'secret', 'sample']);
  told = JSON.parse(output.slice(output.lastIndexOf('{"sql"'))) as typeof told;
  session = await connectTo({ ...server.address, system: 'influxdb3', auth: 'token', database: 'sample', httpUrl: server.httpUrl }, { token: 'secret' });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

test('InfluxData’s client writes points and reads them with a parameter', () => {
  expect(told.sql).toEqual({ room: ['a b'], n: ['9007199254740993'], ok: ['True'], note: ['NULL'], time: ['1700000000000000001'] });
  expect(told.all['note']).toEqual(['NULL', 'says "hi"']);
});
test('InfluxData’s client reads by InfluxQL', () => {
  expect(told.influxql).toMatchObject({ 'iox::measurement': ['written', 'written'], n: ['9007199254740993', '1'] });
});
test('InfluxData’s client is told what is wrong', () => {
  expect(told.wrongLine).toContain('Unable to parse value');
  expect(told.wrongStatement).toContain('Error while planning query');
  expect(told.wrongToken).toMatch(/permission denied/iu);
  expect(told.wrongDatabase).toContain("Database 'absent' not found");
});
test('it asked by tickets in JSON, with the database in them', async () => {
  const methods = (await server.calls()).map(({ method }) => method);
  expect(methods.filter((method) => method === 'DoGet').length).toBeGreaterThanOrEqual(3);
});
test('our session reads what InfluxData’s client wrote, to the nanosecond', async () => {
  const ours = valuesOf(await run(session, 'SELECT room, n, ok, note, time FROM written ORDER BY time'));
  expect(ours).toEqual({
    room: ['a b', 'c'],
    n: ['9007199254740993', '1'],
    ok: ['true', 'NULL'],
    note: ['NULL', 'says "hi"'],
    time: ['2023-11-14 22:13:20.000000001', '2023-11-14 22:13:20.000000002'],
  });
});
