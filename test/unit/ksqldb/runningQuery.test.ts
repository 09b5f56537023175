// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionOffer } from '../../../src/core/contract/action';
import { addressOf } from '../../../src/backends/ksqldb/client/address';
import { KsqlHttp } from '../../../src/backends/ksqldb/client/http';
import { KsqlClient } from '../../../src/backends/ksqldb/client/ksqlClient';
import { openConnections } from '../../../src/backends/ksqldb/client/transport';
import { RunningQuery } from '../../../src/backends/ksqldb/statements/runningQuery';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { contextOf, type Told } from './support/open';

let server: KsqldbServer;
let client: KsqlClient;

beforeAll(async () => {
  server = await startKsqldb();
  server.execute("CREATE STREAM s (a INT) WITH (KAFKA_TOPIC='s', FORMAT='JSON', PARTITIONS=1); CREATE STREAM t AS SELECT * FROM s EMIT CHANGES;");
  const calls = await openConnections({ verify: true }, 'calls');
  client = new KsqlClient(new KsqlHttp(calls, () => openConnections({ verify: true }, 'result'), addressOf(server.url)!, {}, contextOf([]).log));
});
afterAll(async () => {
  await client.http.close();
  await server.stop();
});

async function ended(id: string): Promise<{ readonly told: readonly Told[]; readonly offers: readonly ActionOffer[] }> {
  const told: Told[] = [];
  const offers: ActionOffer[] = [];
  const query = new RunningQuery(client, { log: contextOf(told).log, offer: (offer) => void offers.push(offer) }, 1);
  query.id = id;
  const before = server.requests().length;
  await query.end();
  if (/^CSAS/u.test(id)) await expect.poll(() => offers.length, { timeout: 20_000 }).toBe(1);
  else await expect.poll(() => server.requests().slice(before).map(({ path }) => path), { timeout: 20_000 }).toEqual(['/close-query', '/ksql']);
  return { told, offers };
}

describe('a query that the server does not close', () => {
  test('and that it lists still, is offered to be terminated, and left alone until a person says so', async () => {
    // The double closes push queries with their connection: a persistent query stands for one that stays.
    const [id = ''] = /CSAS_T_\d+/u.exec(JSON.stringify(server.execute('LIST QUERIES;'))) ?? [];
    const { told, offers } = await ended(id);
    expect(offers).toEqual([{ text: `The query ${id} was stopped here, and the server still lists it.`, action: 'query.terminate', title: 'Terminate Query', path: ['queries', id] }]);
    expect(told.map(({ level }) => level)).toEqual(['warn']);
    expect(JSON.stringify(server.execute('LIST QUERIES;'))).toContain(id);
  });

  test('because it is gone, is nobody’s concern', async () => {
    expect(await ended('transient_S_1')).toEqual({ told: [], offers: [] });
  });
});
