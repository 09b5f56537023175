import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { startInflux, type InfluxServer } from '../../servers/flightsql/doubles';
import { startInfluxd3 } from '../../servers/flightsql/influxd3';
import { connectTo, failureOf, never, run, valuesOf } from './support';

/** The session over two doubles of InfluxDB 3, made apart: its rules over DataFusion, and over SQLite. They cannot prove storage, quotas or all of InfluxQL. */

describe.each([
  ['DataFusion', startInflux],
  ['SQLite', startInfluxd3],
] as const)('InfluxDB 3’s rules over %s', (_engine, start) => {
  let server: InfluxServer;
  let session: Session;
  const values = () => ({ ...server.address, system: 'influxdb3', auth: 'token', database: 'sensors', httpUrl: server.httpUrl });

  beforeAll(async () => {
    server = await start({ token: 'apiv3_right', keepAlive: 0.2, database: 'sensors' });
    session = await connectTo(values(), { token: 'apiv3_right' });
  }, 600_000);
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  describe('Connecting to InfluxDB 3', () => {
    test('with a wrong token says so', async () => {
      expect(['unauthorized', 'forbidden']).toContain((await failureOf(connectTo(values(), { token: 'apiv3_wrong' }))).kind);
    });
    test('without a database, and with one that does not exist, says what is missing', async () => {
      expect((await failureOf(connectTo({ ...values(), database: '' }, { token: 'apiv3_right' }))).why).toMatch(/database/u);
      expect((await failureOf(connectTo({ ...values(), database: 'nowhere' }, { token: 'apiv3_right' }))).why).toMatch(/nowhere/u);
    });
    test('with two database headers says so', async () => {
      expect((await failureOf(connectTo({ ...values(), headers: { bucket: 'sensors', 'bucket-name': 'sensors' } }, { token: 'apiv3_right' }))).why).toMatch(/header/u);
    });
    test('offers what it has, and nothing that changes rows by SQL', () => {
      expect(session.textWriter?.language).toBe('lineprotocol');
      expect(session.transactions).toBeUndefined();
      expect(session.tables!.writer === undefined).toBe(true);
      expect(session.server.features).toContain('read-only');
    });
  });

  describe('Line protocol', () => {
    const write = (text: string, settings: Readonly<Record<string, string>> = {}) => session.textWriter!.write({ text, settings, signal: never });
    test('is written and read back', async () => {
      expect(await write('wind,place=north speed=4.5,gusts=7i 1700000000000000000\nwind,place=south speed=2 1700000001000000000\n')).toMatchObject({ lines: 2, rejected: [] });
      expect(valuesOf(await run(session, 'SELECT place, speed FROM wind ORDER BY time'))).toEqual({ place: ['north', 'south'], speed: ['4.5', '2'] });
    });
    test('makes a table that is found at once', async () => {
      const found = async () => (await session.catalog.search('hail', 5, never)).map(({ label }) => label);
      await found();
      await write('hail mm=1 1700000000000000000');
      expect(await found()).toEqual(['hail']);
    });
    test('with a bad line says which, and writes the others', async () => {
      const report = await write('# a comment\nrain mm=1 1700000000\nrain mm=\nrain mm=3 1700000002\n', { precision: 's' });
      expect(report.rejected.map(({ line }) => line)).toEqual([2]);
      expect(valuesOf(await run(session, 'SELECT mm FROM rain ORDER BY time'))).toEqual({ mm: ['1', '3'] });
    });
  });

  describe('Queries of InfluxDB 3', () => {
    test('show time, tags and fields as such', async () => {
      const tables = (await session.catalog.search('wind', 5, never)).map(({ path }) => path);
      const { nodes } = await session.catalog.children(tables[0]!, { limit: 20 }, never);
      expect(Object.fromEntries(nodes.map(({ label, icon }) => [label, icon]))).toMatchObject({ time: 'watch', place: 'tag', speed: 'symbol-number' });
    });
    test('are offered in InfluxQL as a document, whose language is a setting', async () => {
      const [node] = await session.catalog.search('wind', 1, never);
      const action = session.actions.find(({ id }) => node?.actions?.includes(id));
      const { document } = await action!.run(node!.path, {}, never);
      expect(document?.text).toMatch(/^-- headwater: connection=test\n-- headwater: language=influxql\n\nSELECT \* FROM "wind"\nWHERE time > now\(\) - 24h\n/u);
      await expect(action!.run(['c:nothing'], {}, never)).rejects.toMatchObject({ failure: { kind: 'notFound' } });
    });
    test('bind previews by time', async () => {
      const [node] = await session.catalog.search('wind', 1, never);
      expect(node?.preview).toMatch(/WHERE time >= now\(\) - INTERVAL '24 hours'/u);
      await run(session, node!.preview!.trim().replace(/;$/u, ''));
    });
    test('tell the server’s statistics', async () => {
      const { done } = await run(session, 'SELECT 1 AS a');
      expect(done?.facts?.length).toBeGreaterThan(2);
    });
    test('give no rows late because of keep-alive batches, and end well', async () => {
      expect(valuesOf(await run(session, 'SELECT pause_ms(600) AS a'))['a']).toHaveLength(1);
    });
    test('take values by name, and tickets', async () => {
      const parameters = [{ name: 'place', type: 'text', value: 'north' }] as const;
      expect(valuesOf(await run(session, 'SELECT speed FROM wind WHERE place = $place', { parameters }))).toEqual({ speed: ['4.5'] });
      const short = await connectTo({ ...values(), jsonTickets: true }, { token: 'apiv3_right' });
      expect(valuesOf(await run(short, 'SELECT count(*) AS n FROM wind'))).toEqual({ n: ['2'] });
      await short[Symbol.asyncDispose]();
    });
    test('may be InfluxQL', async () => {
      const { texts } = await run(session, 'SHOW MEASUREMENTS', { settings: { language: 'influxql' } });
      expect(JSON.stringify(texts)).toContain('wind');
      // By a ticket, which all versions take; the header of the other way is not known to the first ones.
      expect((await server.calls()).slice(-1).map(({ method }) => method)).toEqual(['DoGet']);
      expect((await session.inspections!.inspect('SELECT speed FROM wind', { signal: never, settings: { language: 'influxql' } })).parts).toHaveLength(1);
      expect((await server.calls()).at(-1)?.headers['x-influxdata-query-language']).toEqual(['influxql']);
      expect(session.dialects?.map(({ id }) => id)).toEqual(['sql', 'influxql']);
    });
    test('list the databases where the HTTP API does', async () => {
      const { nodes } = await session.catalog.children(['databases'], { limit: 20 }, never);
      expect(nodes.map(({ label }) => label)).toContain('sensors');
    });
  });
});
