import type { Credentials } from './client/credentials';
import { EndpointReader } from './client/endpointReader';
import { FlightClient, type FlightClientOptions } from './client/flightClient';
import { DATABASE_HEADERS, type Auth, type FlightSqlSettings } from './profile/settings';
import type { MessageMemory } from '../../core/contract/memory';
import type { Metadata } from './wire/metadata';
import type { TlsOptions } from './wire/openSocket';

/** Endpoints read at a time where their order does not matter. */
const PARALLEL = 4;

/** @param tls the files of the settings, read; absent for plaintext */
export function makeClient(settings: FlightSqlSettings, tls: TlsOptions | undefined, memory?: MessageMemory): FlightClient {
  return new FlightClient({ ...optionsOf(settings), ...(memory ? { memory } : {}), address: { host: settings.host, port: settings.port }, ...(tls ? { tls } : {}) });
}

/** Reads rows wherever they are: elsewhere with our credentials only where the settings say so, and never without encryption where we have it. */
export function makeReader(settings: FlightSqlSettings, tls: TlsOptions | undefined, own: FlightClient): EndpointReader {
  return new EndpointReader(own, {
    parallel: PARALLEL,
    foreign: (place) => (settings.otherLocations === 'credentials' && tls && !place.tls ? 'anonymous' : settings.otherLocations),
    open: (location, credentials) => {
      const { credentials: known, metadata = [], ...options } = optionsOf(settings);
      const { memory } = own.options;
      const open: FlightClientOptions = { ...options, ...(memory ? { memory } : {}), address: location.address, credentials: credentials ? known : { kind: 'anonymous' }, metadata: credentials ? metadata : [], ...(location.tls ? { tls: foreignTls(tls) } : {}) };
      return new FlightClient(open);
    },
  });
}

/** The same trust for another host, under its own name. */
function foreignTls(tls: TlsOptions | undefined): TlsOptions {
  if (!tls) return {};
  const trust = { ...(tls.ca === undefined ? {} : { ca: tls.ca }), ...(tls.skipVerify === undefined ? {} : { skipVerify: tls.skipVerify }) };
  return trust;
}

function optionsOf(settings: FlightSqlSettings): Omit<FlightClientOptions, 'address'> {
  const { proxy } = settings;
  return {
    credentials: credentialsOf(settings.auth),
    metadata: metadataOf(settings),
    cookies: settings.cookies,
    gzip: settings.gzip,
    mostBytes: settings.maxMessageBytes,
    ...(proxy === undefined ? {} : { proxy: proxyOf(proxy) }),
  };
}

function proxyOf(url: string) {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/u, '$1'), port: port === '' ? 80 : Number(port) };
}

function credentialsOf(auth: Auth): Credentials {
  switch (auth.kind) {
    case 'none':
    case 'header':
      return { kind: 'anonymous' };
    case 'token':
      return { kind: 'bearer', token: auth.token };
    case 'password':
      return { kind: 'handshake', user: auth.user, password: auth.password };
    case 'basic':
      return { kind: 'basic', user: auth.user, password: auth.password };
  }
}

function metadataOf({ auth, database, headers }: FlightSqlSettings): Metadata {
  const named = Object.keys(headers).some((name) => DATABASE_HEADERS.includes(name));
  return [
    ...(auth.kind === 'header' ? [['authorization', auth.value] as const] : []),
    ...(database === undefined || named ? [] : [['database', database] as const]),
    ...Object.entries(headers),
  ];
}
