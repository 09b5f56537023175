import type { ConnectContext } from '../../../src/core/contract/backend';
import type { RunOptions } from '../../../src/core/contract/execution';
import type { FieldValue, Secrets } from '../../../src/core/contract/profile';
import type { Session } from '../../../src/core/contract/session';
import { KsqlBackend } from '../../../src/backends/ksqldb/backend';
import { collect, type Gathered } from '../../contract/gather';
import { startKsqldb } from '../../servers/ksqldb/start';

export const never = new AbortController().signal;

const silent = (): void => undefined;
export const context: ConnectContext = { log: { info: silent, warn: silent, error: silent, wire: silent }, signal: never, storageFolder: '/nowhere', workspaceFolders: [], trusted: true, timeZone: 'UTC' };

export function connectTo(url: string, values: Readonly<Record<string, FieldValue>> = {}, secrets: Secrets = {}): Promise<Session> {
  return new KsqlBackend({}).connect({ id: '1', name: 'test', backend: 'ksqldb', values: { url, auth: 'none', proxyMode: 'none', ...values } }, secrets, context);
}

export function run(session: Session, text: string, options: Partial<RunOptions> = {}): Promise<Gathered> {
  return collect(session.statements!.run(text, { signal: never, ...options }));
}

/** A result as rows of texts, as the grid shows them. */
export function rowsOf({ texts }: Gathered): readonly (readonly string[])[] {
  return Array.from({ length: texts[0]?.values.length ?? 0 }, (_, row) => texts.map(({ values }) => values[row] ?? ''));
}

/**
 * A server that is not ours: HEADWATER_KSQLDB_URL (with HEADWATER_KSQLDB_USER and HEADWATER_KSQLDB_PASSWORD), as docs/ksqldb.md tells.
 * Tests that need the double's insides are left out there.
 */
export const realServer = (): { readonly url: string; readonly values: Readonly<Record<string, FieldValue>>; readonly secrets: Secrets } | undefined => {
  const { HEADWATER_KSQLDB_URL: url, HEADWATER_KSQLDB_USER: user, HEADWATER_KSQLDB_PASSWORD: password } = process.env;
  if (url === undefined || url === '') return undefined;
  return user === undefined ? { url, values: {}, secrets: {} } : { url, values: { auth: 'basic', user }, secrets: { password: password ?? '' } };
};

/** A session with the server that is named, else with the double. `stop` ends both. */
export async function anyServer(): Promise<{ readonly session: Session; readonly login: { readonly url: string; readonly user?: string; readonly password?: string }; readonly stop: () => Promise<void> }> {
  const real = realServer();
  if (real) {
    const session = await connectTo(real.url, { ...real.values, offset: 'earliest' }, real.secrets);
    const { user } = real.values;
    const login = { url: real.url, ...(typeof user === 'string' ? { user, password: real.secrets['password'] ?? '' } : {}) };
    return { session, login, stop: async () => session[Symbol.asyncDispose]() };
  }
  const server = await startKsqldb({ user: 'key', password: 'secret' });
  const session = await connectTo(server.url, { auth: 'basic', user: 'key', offset: 'earliest' }, { password: 'secret' });
  return {
    session,
    login: { url: server.url, user: 'key', password: 'secret' },
    stop: async () => {
      await session[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}
