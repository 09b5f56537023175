import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { ArrowTable } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { type Answer, answer, type Bench, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, run, valuesOf } from '../flightsql/support';

/** Columns of other types, and whether that server can hold them. */
const TYPES = [
  ['name', "CASE WHEN i = 3 THEN NULL ELSE 'naïve ' || i END", 'there'],
  ['ratio', 'i / 3.0::DOUBLE', 'there'],
  ['single', '(i / 4.0)::FLOAT', 'there'],
  ['small', '(i - 3)::SMALLINT', 'there'],
  ['bytes', "encode('ä' || i)", 'there'],
  ['big', '9007199254740993 + i', 'here'],
  ['at', "TIMESTAMP '2024-01-01 00:00:00.123456' + to_seconds(i)", 'here'],
  ['price', '(i / 8)::DECIMAL(18, 3)', 'here'],
  ['flag', 'i % 2 = 0', 'here'],
] as const;

let server: WatchedServer;
let flight: Session;
let bench: Bench;

/**
 * A real Flight SQL server that takes bulk ingest, beside a source in memory. It is SQLite: it has no types of its own for times, decimals and truth,
 * and describes no table with a column of a type whose name it does not know, BIGINT among them.
 */
beforeAll(async () => {
  server = await startFlightsqld();
  flight = await connectTo({ ...server.address });
  const seed = await startEngine({});
  const names = new ArrowTable(await plainMessages(seed.plain, `SELECT i::INTEGER AS id, (i * 10)::INTEGER AS factor, ${TYPES.map(([name, value]) => `${value} AS ${name}`).join(', ')} FROM range(1, 6) t(i)`), 'exact');
  await seed.stop();
  bench = await startEngine({ flight, kv: new SyntheticSession(new Map([['db.names', names]])) }, undefined, { settings: { offload: 'flight' } });
});
afterAll(async () => {
  await bench.stop();
  await flight[Symbol.asyncDispose]();
  await server.stop();
});

const ranBy = ({ done }: Answer): string | undefined => done?.facts?.find(([label]) => label === 'Run by')?.[1];

async function runHere(text: string): Promise<ReturnType<typeof rowTexts>> {
  const messages = [];
  for await (const event of bench.engine.run(text, bench.connection('kv'), { signal: new AbortController().signal, settings: { offload: 'off' } }).events) if (event.kind === 'schema' || event.kind === 'batch') messages.push(event);
  return rowTexts(messages);
}

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
    const here = await runHere(JOIN);
    expect(here.length).toBeGreaterThan(0);
    expect(rowTexts(there.messages)).toEqual(here);
  });

  it.each(TYPES)('gives the values of %s, %s, that running it here gives: it runs %s', async (name, _, where) => {
    const text = `SELECT n.id, n.${name} AS value, count(*) AS readings FROM flight.readings r JOIN kv.db.names n ON n.id = r.station_id GROUP BY n.id, n.${name} ORDER BY n.id`;
    const there = await answer(bench, text, 'kv');
    expect([ranBy(there), there.told.join()]).toEqual(where === 'there' ? ['flight', ''] : [undefined, expect.stringMatching(/so it runs here/u)]);
    const here = await runHere(text);
    expect(here.length).toBeGreaterThan(1);
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
