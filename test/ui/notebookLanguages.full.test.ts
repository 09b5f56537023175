import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInflux, type InfluxServer } from '../servers/flightsql/doubles';
import { type KsqldbServer, startKsqldb } from '../servers/ksqldb/start';
import { tableOf } from '../servers/pegasus/sample';
import { type PegasusServers, startPegasus } from '../servers/pegasus/start';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';

const code = (language: string, connection: string, ...text: readonly string[]) => ({ kind: 'code', language, connection, text });

/** Cells in the languages of systems, on their doubles. */
describe('The cells of a notebook', () => {
  let kafka: KsqldbServer;
  let pegasus: PegasusServers;
  let influx: InfluxServer;
  beforeAll(async () => {
    [kafka, pegasus, influx] = await Promise.all([startKsqldb(), startPegasus(), startInflux({ database: 'sensors' })]);
    kafka.execute("CREATE STREAM clicks (customer INT KEY, page VARCHAR) WITH (KAFKA_TOPIC='clicks', PARTITIONS=1, FORMAT='JSON');");
    for (let id = 0; id < 3; id += 1) kafka.execute(`INSERT INTO clicks VALUES (${id}, '/page/${id}');`);
    tableOf(pegasus.cluster, 'shop', [{ hashKey: 'user7', sortKey: 'order:1', value: 'tea' }, { hashKey: 'user7', sortKey: 'order:2', value: 'oil' }]);
  }, 600_000);
  afterAll(async () => {
    await Promise.all([kafka.stop(), pegasus.stop(), influx.stop()]);
  });
  const workbench = useWorkbench({
    // The ports are known when the servers have started.
    get settings() {
      return {
        'headwater.connections': [
          { name: 'Kafka', backend: 'ksqldb', values: { url: kafka.url } },
          { name: 'Pegasus', backend: 'pegasus', values: { metas: pegasus.metas } },
          { name: 'Sensors', backend: 'flightsql', values: { host: influx.address.host, port: influx.address.port, tls: false, system: 'influxdb3', auth: 'none', database: 'sensors', httpUrl: influx.httpUrl } },
        ],
      };
    },
  });
  const notebook = (): NotebookWindow => new NotebookWindow(workbench());
  const open = (name: string, ...cells: readonly object[]): Promise<void> => notebook().open(name, JSON.stringify({ headwater: 1, connection: 'Local', cells }));
  const ended = (wanted: readonly boolean[]): Promise<void> =>
    expect.poll(async () => {
      await notebook().connectWhereAsked();
      return notebook().outcomes();
    }, { timeout: 90_000 }).toEqual(wanted);

  it('run in the language of each system, side by side', async () => {
    await open(
      'languages.hwnb',
      code('lineprotocol', 'Sensors', 'weather,city=Arles celsius=19.5 1700000000000000000', 'weather,city=Sete celsius=21.5 1700000000000000000'),
      code('influxql', 'Sensors', 'SHOW MEASUREMENTS'),
      code('sql', 'Sensors', 'SELECT city, celsius FROM weather ORDER BY city'),
      code('pegasus', 'Pegasus', 'use shop', 'multi_get user7'),
      code('ksql', 'Kafka', 'SELECT page FROM clicks;'),
      { ...code('sql', 'Local', 'SELECT 6 * 7 AS answer'), name: 'answer' },
    );
    await notebook().runAll();
    await ended([true, true, true, true, true, true]);
    expect(await notebook().plain(0)).toMatch(/^2 of 2 lines written/u);
    await expect.poll(() => notebook().plain(1)).toMatch(/weather/u);
    await expect.poll(() => notebook().plain(2)).toMatch(/Arles[^]*19\.5[^]*Sete[^]*21\.5/u);
    await expect.poll(() => notebook().plain(3)).toMatch(/order:1[^]*tea[^]*order:2[^]*oil/u);
    await expect.poll(() => notebook().plain(4)).toMatch(/\/page\/0[^]*\/page\/2/u);
    await expect.poll(() => notebook().plain(5)).toMatch(/42/u);
    await workbench().screenshot('notebook-languages');
  });

  it('say which of their lines and commands went wrong', async () => {
    await open(
      'wrong.hwnb',
      code('lineprotocol', 'Sensors', 'weather,city=Arles celsius=20.5 1700000001000000000', 'weather,city=Sete celsius=warm'),
      code('pegasus', 'Pegasus', 'use shop', 'got user7'),
      code('ksql', 'Kafka', 'SELECT nope FROM clicks;'),
    );
    await notebook().runAll();
    await ended([false, false, false]);
    expect(await notebook().plain(0)).toMatch(/^1 of 2 lines written[^]*Line 2: /u);
    const below = await CellOutputs.of(workbench().page);
    const failures = below.frame.locator('.failure');
    await failures.filter({ hasText: 'no command “got”' }).first().waitFor();
    await failures.filter({ hasText: 'NOPE' }).first().waitFor();
  });

  it('stream rows beside each other, pause, go on, and end with their queries on the server', async () => {
    const { page } = workbench();
    await open('live.hwnb', code('ksql', 'Kafka', 'SELECT * FROM clicks EMIT CHANGES;'), code('sql', 'Local', 'SELECT 1 AS one'));
    await notebook().runAll();
    const below = await CellOutputs.of(page);
    await expect.poll(() => kafka.pushQueries().length).toBe(1);
    // A cell whose rows keep coming holds up nobody.
    await expect.poll(() => notebook().outcomes()).toEqual([null, true]);
    kafka.execute("INSERT INTO clicks VALUES (10, '/page/10');");
    await untilText(below.facts(), /^1 row/u);
    await below.button('Pause Reading');
    await untilText(below.facts(), /paused/u);
    await workbench().screenshot('notebook-live-paused');
    await below.button('Resume Reading');
    kafka.execute("INSERT INTO clicks VALUES (11, '/page/11');");
    await untilText(below.facts(), /^2 rows/u);
    await notebook().stop(0);
    await expect.poll(() => kafka.pushQueries(), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => notebook().outcomes()).toEqual([true, true]);
    await untilText(below.facts(), /^2 rows/u);
  });
});
