/** Where a server is: origin, and the path before that of the API. */
export interface Address {
  readonly origin: URL;
  /** Without a slash at the end; empty for none. */
  readonly prefix: string;
}

/** The address that a person typed: with or without scheme, path prefix, or slash at the end; `undefined` where it is none. */
export function addressOf(text: string): Address | undefined {
  const typed = text.trim();
  if (typed === '' || /[\s\0]/u.test(typed)) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(typed) ? typed : `${isLocal(typed) ? 'http' : 'https'}://${typed}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
  return { origin: new URL(url.origin), prefix: url.pathname.replace(/\/+$/u, '') };
}

function isLocal(text: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/iu.test(text);
}
