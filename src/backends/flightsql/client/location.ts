import type { Address } from '../wire/openSocket';

/** Where an endpoint's data can be had, as its URI says. Source: Flight.proto, "Location". */
export type Location =
  /** The connection that the endpoint was told on. */
  | { readonly kind: 'same' }
  | { readonly kind: 'flight'; readonly uri: string; readonly address: Address; readonly tls: boolean }
  /** An Arrow stream by plain HTTP; the ticket means nothing there. */
  | { readonly kind: 'http'; readonly uri: string }
  | { readonly kind: 'unknown'; readonly uri: string };

export function parseLocation(uri: string): Location {
  if (uri === '' || uri.startsWith('arrow-flight-reuse-connection:')) return { kind: 'same' };
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(uri)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return { kind: 'http', uri };
  if (scheme === 'grpc+unix') {
    const path = uri.replace(/^grpc\+unix:(?:\/\/)?/iu, '');
    return path === '' ? { kind: 'unknown', uri } : { kind: 'flight', uri, address: { path }, tls: false };
  }
  if (scheme !== 'grpc' && scheme !== 'grpc+tcp' && scheme !== 'grpc+tls') return { kind: 'unknown', uri };
  // URL knows ports and IPv6 only for schemes that it knows.
  const url = urlOf(uri.replace(/^[^:]*:/u, 'ws:'));
  if (!url || url.hostname === '') return { kind: 'unknown', uri };
  return { kind: 'flight', uri, address: { host: url.hostname.replace(/^\[|\]$/gu, ''), port: url.port === '' ? 80 : Number(url.port) }, tls: scheme === 'grpc+tls' };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** `host:port` for people. */
export function placeText(address: Address): string {
  if ('path' in address) return address.path;
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}

export function sameAddress(one: Address, other: Address): boolean {
  return placeText(one).toLowerCase() === placeText(other).toLowerCase();
}
