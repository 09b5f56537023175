import type { Dispatcher } from 'undici';
import { type BulkGet, bulkGet } from './bulkGet';
import { proxyFor, type ProxySettings } from './proxy';

export interface TransportSettings extends ProxySettings {
  /** PEM of the authorities that are trusted, instead of the usual ones. */
  readonly ca?: string;
  /** False: any certificate is taken. */
  readonly verify: boolean;
}

/** Milliseconds until a connection must stand. */
const CONNECT_MS = 10_000;
/** Milliseconds without a byte after which a body counts as lost. */
const BODY_MS = 60_000;
/** Connections to one server at most; calls beyond wait for a free one. */
const CONNECTIONS = 32;

/** Reads much from `origin` over connections of their own; `undefined` where a proxy stands between. */
export function bulkGetFor(origin: URL, settings: TransportSettings): BulkGet | undefined {
  return proxyFor(origin, settings) === undefined ? (...ask) => bulkGet(settings, ...ask) : undefined;
}

/** Connections to `origin`, through a proxy where the settings or the environment name one. */
export async function openDispatcher(origin: URL, settings: TransportSettings): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const tls = { ...(settings.ca === undefined ? {} : { ca: settings.ca }), rejectUnauthorized: settings.verify };
  const options = { connections: CONNECTIONS, bodyTimeout: BODY_MS, connect: { ...tls, timeout: CONNECT_MS } };
  const proxy = proxyFor(origin, settings);
  return proxy === undefined ? new Agent(options) : new ProxyAgent({ ...options, uri: proxy, requestTls: tls, proxyTls: tls });
}
