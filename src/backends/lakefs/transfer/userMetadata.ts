/**
 * Whether metadata of an object can go along in headers of its upload: the server makes their names lower case, and headers hold
 * only visible Latin letters. Other metadata is set with a call of its own.
 */
export function fitsHeaders(metadata: Readonly<Record<string, string>>): boolean {
  return Object.entries(metadata).every(([key, value]) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/u.test(key) && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$|^$/u.test(value));
}
