import type { Dispatcher } from 'undici';

export interface TlsSettings {
  /** PEM of the authorities that are trusted, instead of the usual ones. */
  readonly ca?: string;
  /** PEM of the client's certificate and key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** False: any certificate is taken. */
  readonly verify: boolean;
}

export interface TransportSettings extends TlsSettings {
  /** URL of a proxy; absent for none. */
  readonly proxy?: string;
}

/** Milliseconds until a connection must stand. */
const CONNECT_MS = 10_000;
/** Milliseconds without a byte after which the body of a call counts as lost. */
const BODY_MS = 60_000;
const HEAD_MS = 120_000;
/** Connections for calls to one server; calls beyond wait for a free one. Results have connections of their own. */
const CONNECTIONS = 8;

export function tlsOptions({ ca, cert, key, passphrase, verify }: TlsSettings) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    rejectUnauthorized: verify,
  };
}

/**
 * Connections over HTTP/1.1.
 * @param use `calls`: shared, for short replies; `result`: one connection alone, which may stay silent for as long as it likes. Closing it
 * is what tells a server that nobody reads on: over HTTP/2 it would not end the query (QueryStreamHandler.java, ConnectionQueryManager.java)
 */
export async function openConnections(settings: TransportSettings, use: 'calls' | 'result'): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const tls = tlsOptions(settings);
  const timing = use === 'calls' ? { connections: CONNECTIONS, bodyTimeout: BODY_MS, headersTimeout: HEAD_MS } : { connections: 1, pipelining: 1, bodyTimeout: 0, headersTimeout: HEAD_MS };
  const options = { ...timing, allowH2: false, connect: { ...tls, timeout: CONNECT_MS } };
  return settings.proxy === undefined ? new Agent(options) : new ProxyAgent({ ...options, uri: settings.proxy, requestTls: tls, proxyTls: tls });
}
