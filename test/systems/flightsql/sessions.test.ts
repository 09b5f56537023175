import { afterAll, describe, expect, test } from 'vitest';
import { FlightClient } from '../../../src/backends/flightsql/client/flightClient';
import { startFlightsqld, type WatchedServer } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run, valuesOf } from './support';

/** Session options over Arrow's own Go middleware for sessions: it keeps them by a cookie, or all of them in the cookie. */

describe.each(['stateful', 'stateless'] as const)('Sessions of a server that is %s', (sessions) => {
  let server: WatchedServer | undefined;
  const clients: FlightClient[] = [];
  const serving = async () => (server ??= await startFlightsqld({ sessions }));
  const client = async () => {
    const made = new FlightClient({ address: (await serving()).address, credentials: { kind: 'anonymous' } });
    clients.push(made);
    return made;
  };
  afterAll(async () => {
    for (const one of clients) one.close();
    await server?.stop();
  });
  const call = { signal: never };

  test('keep options of all types for one client, and none for another', { timeout: 600_000 }, async () => {
    const [one, other] = [await client(), await client()];
    const values = { catalog: 'main', on: true, most: 9_007_199_254_740_993n, share: 0.25, names: ['a', 'ü b'] } as const;
    expect([...(await one.setSessionOptions(values, call))]).toEqual([]);
    expect(Object.fromEntries(await one.getSessionOptions(call))).toEqual(values);
    expect((await other.getSessionOptions(call)).size).toBe(0);
    await one.setSessionOptions({ on: undefined }, call);
    expect((await one.getSessionOptions(call)).has('on')).toBe(false);
  });
  test('end, and begin anew', async () => {
    const one = await client();
    await one.setSessionOptions({ team: 'blue' }, call);
    expect(await one.closeSession(call)).toBe('closed');
    expect((await one.getSessionOptions(call)).has('team')).toBe(false);
  });
  test('have the default catalog of the connection, or say that there is none such', async () => {
    const { address } = await serving();
    const session = await connectTo({ ...address, catalog: 'main' });
    expect(valuesOf(await run(session, 'SELECT count(*) AS n FROM stations'))).toEqual({ n: ['3'] });
    await session[Symbol.asyncDispose]();
    expect(await failureOf(connectTo({ ...address, catalog: 'nowhere' }))).toMatchObject({ kind: 'invalid', code: 'session-option' });
  });
});
