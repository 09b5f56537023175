/** The server's address from what a person typed: with or without scheme, `/api/v1`, a path before it, or a slash at the end. */
export interface Endpoint {
  readonly origin: URL;
  /** Path of the API: `/api/v1`. */
  readonly base: string;
}

/** `undefined` where the text is no address. */
export function endpointOf(text: string): Endpoint | undefined {
  const typed = text.trim();
  if (typed === '' || /[\s\0]/u.test(typed)) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(typed) ? typed : `${isLocal(typed) ? 'http' : 'https'}://${typed}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
  const path = url.pathname.replace(/\/+$/u, '').replace(/\/api\/v1$/u, '');
  return { origin: new URL(url.origin), base: `${path}/api/v1` };
}

function isLocal(text: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/iu.test(text);
}
