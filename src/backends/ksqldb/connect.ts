import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ConnectContext } from '../../core/contract/backend';
import type { Secrets } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { type Address, addressOf } from './client/address';
import { KsqlHttp } from './client/http';
import { KsqlClient, type ServerFacts } from './client/ksqlClient';
import { openConnections, type TransportSettings } from './client/transport';
import type { KsqlSettings } from './profile/form';
import { proxyOf } from './profile/proxy';

const WHAT = 'Could not connect to ksqlDB';

/** A server that has answered, and how it is reached. */
export interface Connected {
  readonly client: KsqlClient;
  readonly facts: ServerFacts;
  readonly address: Address;
  readonly transport: TransportSettings;
  /** Of every call, credentials among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws HeadwaterError that says what is wrong with address, trust or credentials */
export async function connectKsql(settings: KsqlSettings, secrets: Secrets, context: ConnectContext, environment: Readonly<Record<string, string | undefined>>): Promise<Connected> {
  context.signal.throwIfAborted();
  const address = addressOf(settings.url);
  if (!address) throw new HeadwaterError({ what: WHAT, why: settings.url === '' ? 'The server URL is not set.' : `“${settings.url}” is no address.`, todo: 'Write the address as https://host or https://host:port.', kind: 'invalid' });
  if (settings.insecure) context.log.warn('The certificate of the server is not checked: anybody on the way can read the password and all data.');
  const transport = await transportOf(address, settings, secrets, context.workspaceFolders, environment);
  const headers = { ...settings.headers, ...authorization(settings, secrets) };
  const http = new KsqlHttp(await openConnections(transport, 'calls'), () => openConnections(transport, 'result'), address, headers, context.log);
  const client = new KsqlClient(http);
  try {
    return { client, facts: await client.info(WHAT, context.signal), address, transport, headers };
  } catch (error) {
    await http.close();
    throw error;
  }
}

async function transportOf(address: Address, settings: KsqlSettings, secrets: Secrets, folders: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<TransportSettings> {
  const proxy = proxyOf(address.origin, settings.proxy, environment);
  const read = async (file: string | undefined, name: string): Promise<string | undefined> => (file === undefined ? undefined : pem(file, name, folders));
  const [ca, cert, key] = [await read(settings.caFile, 'CA certificates'), await read(settings.certFile, 'the client certificate'), await read(settings.keyFile, 'the key')];
  const passphrase = secrets['passphrase'];
  return {
    verify: !settings.insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined || passphrase === '' ? {} : { passphrase }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function authorization({ auth }: KsqlSettings, secrets: Secrets): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${secret(secrets, 'password', 'password or API secret')}`, 'utf8').toString('base64')}` };
    case 'bearer':
      return { authorization: `Bearer ${secret(secrets, 'token', 'token')}` };
  }
}

function secret(secrets: Secrets, key: string, name: string): string {
  const value = secrets[key];
  if (value !== undefined && value !== '') return value;
  throw new HeadwaterError({ what: WHAT, why: `The ${name} is not set.`, todo: 'Edit the connection and type it.', kind: 'unauthorized' });
}

async function pem(file: string, name: string, [folder]: readonly string[]): Promise<string> {
  try {
    return await readFile(isAbsolute(file) || folder === undefined ? file : join(folder, file), 'utf8');
  } catch (error) {
    throw new HeadwaterError({ what: WHAT, why: `The file of ${name} cannot be read (${error instanceof Error ? error.message : String(error)}).`, todo: 'Choose another file.', kind: 'notFound' }, { cause: error });
  }
}
