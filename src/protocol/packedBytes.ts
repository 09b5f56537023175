/** Bytes inside plain data as base64 text, for channels that carry JSON only. */

const KEY = '$bytes';

/** Calls of `String.fromCharCode` take so many arguments at a time. */
const CHUNK = 8_192;

export function packBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [KEY]: base64(value) };
  if (Array.isArray(value)) return value.map(packBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packBytes(inner)]));
}

export function unpackBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpackBytes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === KEY && typeof only[1] === 'string') return bytesOf(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unpackBytes(inner)]));
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** @throws Error where the text is not base64 */
export function bytesOf(text: string): Uint8Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}
