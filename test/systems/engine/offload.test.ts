import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { ArrowTable } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { type Answer, answer, type Bench, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, run, valuesOf } from '../flightsql/support';

let server: WatchedServer;
let flight: Session;
let bench: Bench;

/** A real Flight SQL server that takes bulk ingest, beside a source in memory. Of the types of new columns it knows only whole numbers of 32 bits. */
beforeAll(async () => {
  server = await startFlightsqld();
  flight = await connectTo({ ...server.address });
  const seed = await startEngine({});
  const names = new ArrowTable(await plainMessages(seed.plain, "SELECT i::INTEGER AS id, (i * 10)::INTEGER AS factor, 'naïve ' || i AS name FROM range(1, 6) t(i)"), 'exact');
  await seed.stop();
  bench = await startEngine({ flight, kv: new SyntheticSession(new Map([['db.names', names]])) }, undefined, { settings: { offload: 'flight' } });
});
afterAll(async () => {
  await bench.stop();
  await flight[Symbol.asyncDispose]();
  await server.stop();
});

const ranBy = ({ done }: Answer): string | undefined => done?.facts?.find(([label]) => label === 'Run by')?.[1];

async function uploadedTables(): Promise<readonly string[]> {
  return valuesOf(await run(flight, "SELECT name FROM sqlite_master WHERE name LIKE 'headwater%'"))['name'] ?? [];
}

describe('a statement that a Flight SQL server runs', () => {
  const JOIN = 'SELECT n.id, n.factor, count(*) AS readings FROM flight.readings r JOIN kv.db.names n ON n.id = r.station_id GROUP BY n.id, n.factor ORDER BY n.id';

  it('has the small side uploaded by bulk ingest, and gives the rows that running it here gives', async () => {
    const there = await answer(bench, JOIN, 'kv');
    expect([ranBy(there), there.told]).toEqual(['flight', []]);
    expect(there.done?.facts).toContainEqual(['kv.db.names', '5 rows uploaded']);
    const methods = (await server.calls()).map(({ method }) => method);
    expect(methods).toContainEqual(expect.stringMatching(/DoPut$/u));
    const messages = [];
    for await (const event of bench.engine.run(JOIN, bench.connection('kv'), { signal: new AbortController().signal, settings: { offload: 'off' } }).events) if (event.kind === 'schema' || event.kind === 'batch') messages.push(event);
    const here = rowTexts(messages);
    expect(here.length).toBeGreaterThan(0);
    expect(rowTexts(there.messages)).toEqual(here);
  });

  it('leaves nothing there', async () => {
    expect(await uploadedTables()).toEqual([]);
    expect(await server.open()).toMatchObject({ streams: 0, statements: 0 });
  });

  it('is run here where that server refuses it, and leaves nothing there either', async () => {
    const text = 'SELECT list(DISTINCT n.factor ORDER BY n.factor) FROM flight.readings r JOIN kv.db.names n ON n.id = r.station_id';
    const here = await answer(bench, text, 'kv');
    expect(ranBy(here)).toBeUndefined();
    expect(here.told.join()).toMatch(/\*flight\* does not run this statement/u);
    expect(rowTexts(here.messages)[0]?.[0]).toContain('10');
    expect(await uploadedTables()).toEqual([]);
  });
});
