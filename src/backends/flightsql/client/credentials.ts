import type { Metadata } from '../wire/metadata';

/** How a person is known to the server. */
export type Credentials =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'bearer'; readonly token: string }
  /** Asked once for a token, by Handshake. */
  | { readonly kind: 'handshake'; readonly user: string; readonly password: string }
  /** Sent with every call. */
  | { readonly kind: 'basic'; readonly user: string; readonly password: string };

export function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** Headers that need no handshake. */
export function fixedHeaders(credentials: Credentials): Metadata {
  switch (credentials.kind) {
    case 'anonymous':
    case 'handshake':
      return [];
    case 'bearer':
      return [['authorization', `Bearer ${credentials.token}`]];
    case 'basic':
      return [['authorization', basicHeader(credentials.user, credentials.password)]];
  }
}
