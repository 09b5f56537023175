import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../../../src/core/contract/backend';
import type { ConnectionProfile, Secrets } from '../../../../src/core/contract/profile';
import { CancelledError, type Failure, HeadwaterError } from '../../../../src/core/errors';
import type { ServerSettings } from '../../../../src/protocol/lifecycle';
import type { SessionClosed } from '../../../../src/protocol/sessions';
import { Backends } from '../../../../src/server/backends';
import { SessionRegistry } from '../../../../src/server/sessions/sessionRegistry';
import { Settings } from '../../../../src/server/settings';
import { SampleBackend } from '../../../sample/backend';
import { SampleServer } from '../../../sample/sampleServer';
import { TEST_LIMITS } from '../../../support/forkServer';

const never = new AbortController().signal;
const INITIAL: ServerSettings = { storageFolder: '/nowhere', workspaceFolders: [], trusted: true, timeZone: 'UTC', limits: TEST_LIMITS, wireLog: true };

let other: SampleServer;
let settings: Settings;
let logged: string[];
let notes: SessionClosed[];
let sessions: SessionRegistry;

function profile(values: ConnectionProfile['values'] = {}, more: Partial<ConnectionProfile> = {}): ConnectionProfile {
  return { id: 'p', name: 'Mine', backend: 'sample', values, ...more };
}

async function failureFrom(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`Not a HeadwaterError: ${String(error)}`);
}

function registry(backend: Backend = new SampleBackend(other)): SessionRegistry {
  const log = { write: (level: string, text: string) => logged.push(`${level}: ${text}`) };
  const made = new SessionRegistry(new Backends([{ id: 'sample', load: async () => backend }], log), settings, log, { connectMs: 200, closeMs: 100, checkMs: 100 });
  made.onClosed(async (note) => {
    notes.push(note);
  });
  return made;
}

const open = (values: ConnectionProfile['values'] = {}, secrets: Secrets = {}, signal: AbortSignal = never): Promise<unknown> => sessions.open({ profile: profile(values), secrets }, signal);

beforeEach(() => {
  other = new SampleServer();
  settings = new Settings(INITIAL);
  logged = [];
  notes = [];
  sessions = registry();
});
afterEach(async () => {
  await sessions.dispose();
  expect(other.leftovers()).toEqual([]);
});

describe('opening', () => {
  test('tells what is on the other side and what it can do', async () => {
    expect(await sessions.open({ profile: profile(), secrets: {} }, never)).toMatchObject({
      connectionId: 'p',
      server: { product: 'Sample' },
      capabilities: ['statements', 'objects', 'versions'],
      actions: [{ id: 'greet', title: 'Greet', group: 'open', fields: [], writes: false }],
    });
  });

  test('the same profile again gives the same session, also while the first is still connecting', async () => {
    await Promise.all([open({ delay: 30 }), open({ delay: 30 })]);
    await open({ delay: 30 });
    expect(other.sessions.size).toBe(1);
  });

  test('the order of settings does not matter', async () => {
    await open({ host: 'here', tables: 5 });
    await open({ tables: 5, host: 'here' });
    expect(notes).toEqual([]);
  });

  test('a new name or limit keeps the session and is known at once', async () => {
    await open();
    await sessions.open({ profile: profile({}, { name: 'New', rowCap: 5 }), secrets: {} }, never);
    expect(sessions.find('p')?.profile).toMatchObject({ name: 'New', rowCap: 5 });
    expect(notes).toEqual([]);
  });

  test.each([
    ['settings', () => open({ tables: 7 })],
    ['secrets', () => open({}, { password: 'other' })],
    ['trust', () => { settings.update({ ...INITIAL, trusted: false }); return open(); }],
  ])('changed %s close the old session and open a new one', async (_, again) => {
    await open();
    const before = sessions.find('p')?.session;
    await again();
    expect(sessions.find('p')?.session).not.toBe(before);
    expect(other.sessions.size).toBe(1);
    expect(notes).toEqual([{ connectionId: 'p' }]);
  });

  test('gives up after the connect limit with a reason, also where the backend does not listen', async () => {
    expect(await failureFrom(open({ host: 'silent' }))).toMatchObject({ code: 'timeout', why: 'There was no answer within 0.2 s.' });
    expect(sessions.find('p')).toBeUndefined();
  });

  test('can be cancelled at once, and tried again', async () => {
    const controller = new AbortController();
    const opening = open({ host: 'silent' }, {}, controller.signal);
    controller.abort();
    await expect(opening).rejects.toBeInstanceOf(CancelledError);
    await open({ host: 'here' });
    expect(sessions.find('p')).toBeDefined();
  });

  test('one caller who gives up does not take it from the others', async () => {
    const controller = new AbortController();
    const one = open({ delay: 50 }, {}, controller.signal);
    const two = open({ delay: 50 });
    controller.abort();
    await expect(one).rejects.toBeInstanceOf(CancelledError);
    await two;
    expect(sessions.find('p')).toBeDefined();
  });

  test('a session that arrives after everybody has gone is closed again', async () => {
    const late = new SampleBackend(other);
    sessions = registry({
      ...describeBackend(late),
      connect: async (given, secrets, context) => {
        await delay(60);
        return late.connect(given, secrets, { ...context, signal: never });
      },
    });
    const controller = new AbortController();
    const opening = open({}, {}, controller.signal);
    controller.abort();
    await expect(opening).rejects.toBeInstanceOf(CancelledError);
    await delay(100);
    expect(other.leftovers()).toEqual([]);
  });

  test('a refused connect can be tried again', async () => {
    expect(await failureFrom(open({ host: 'nowhere' }))).toMatchObject({ code: 'unreachable' });
    await open({ host: 'nowhere' }).catch(() => undefined);
    await open({ host: 'here' });
    expect(sessions.find('p')).toBeDefined();
  });

  test('an unknown kind of system says so', async () => {
    expect(await failureFrom(sessions.open({ profile: profile({}, { backend: 'gone' }), secrets: {} }, never))).toMatchObject({ code: 'no-backend' });
  });
});

describe('secrets', () => {
  test('appear neither in an error nor in the log', async () => {
    const failure = await failureFrom(open({ user: 'guest' }, { password: 'hunter22' }));
    expect(failure.why).toBe('The password “•••” was refused.');
    expect(logged.join('\n')).toContain('hello from "guest" with •••');
    expect(logged.join('\n')).not.toContain('hunter22');
  });

  test('the wire is logged only while that is wanted', async () => {
    settings.update({ ...INITIAL, wireLog: false });
    await open({ user: 'guest' }, { password: 'open sesame' });
    expect(logged.filter((line) => line.startsWith('trace'))).toEqual([]);
  });
});

describe('testing a connection', () => {
  test('measures and leaves nothing open', async () => {
    const test_ = await sessions.test({ profile: profile({ delay: 20 }), secrets: {} }, never);
    expect(test_.connectMs).toBeGreaterThan(15);
    expect(test_.roundTripMs).toBeGreaterThanOrEqual(0);
    expect(other.leftovers()).toEqual([]);
  });

  test('leaves the open session alone', async () => {
    await open();
    await failureFrom(sessions.test({ profile: profile({ host: 'nowhere' }), secrets: {} }, never));
    expect(sessions.find('p')).toBeDefined();
    expect(notes).toEqual([]);
  });
});

describe('closing', () => {
  test('tells first, then closes, and the next open connects anew', async () => {
    await open();
    const before = sessions.find('p')?.session;
    await sessions.close('p');
    expect(notes).toEqual([{ connectionId: 'p' }]);
    expect(other.leftovers()).toEqual([]);
    await open();
    expect(sessions.find('p')?.session).not.toBe(before);
  });

  test('of what is not open does nothing', async () => {
    await sessions.close('p');
    expect(notes).toEqual([]);
  });

  test('ends a connect that is under way', async () => {
    const opening = open({ host: 'silent' });
    await delay(10);
    await sessions.close('p');
    await expect(opening).rejects.toThrow();
    expect(sessions.find('p')).toBeUndefined();
  });

  test('does not wait for ever for a session that does not close', async () => {
    const inner = new SampleBackend(other);
    sessions = registry({
      ...describeBackend(inner),
      connect: async (...given) => {
        const session = await inner.connect(...given);
        const dispose = session[Symbol.asyncDispose].bind(session);
        session[Symbol.asyncDispose] = async () => {
          await dispose();
          await new Promise(() => undefined);
        };
        return session;
      },
    });
    await open();
    await sessions.close('p');
    expect(logged.some((line) => line.includes('did not close in time'))).toBe(true);
  });
});

describe('work on a session', () => {
  test('without an open one says so', async () => {
    expect(await failureFrom(sessions.use('p', 'Could not look', async () => 1))).toMatchObject({ what: 'Could not look', code: 'no-session' });
  });

  test('a session that is found dead after a failure is closed and told', async () => {
    await open();
    other.kill();
    await failureFrom(sessions.use('p', 'Could not look', ({ session }) => session.catalog.children([], { limit: 5 }, never)));
    await delay(20);
    expect(sessions.find('p')).toBeUndefined();
    expect(notes).toMatchObject([{ connectionId: 'p', failure: { why: 'The sample server closed the connection.', code: 'gone' } }]);
  });

  test('a failure of one node leaves the session open', async () => {
    await open();
    await failureFrom(sessions.use('p', 'Could not look', ({ session }) => session.catalog.children(['broken'], { limit: 5 }, never)));
    await delay(20);
    expect(sessions.find('p')).toBeDefined();
    expect(notes).toEqual([]);
  });
});

function describeBackend(backend: SampleBackend): Omit<Backend, 'connect'> {
  const { id, label, icon, description, form, language } = backend;
  return { id, label, icon, description, form, language, destination: (values) => backend.destination(values) };
}
