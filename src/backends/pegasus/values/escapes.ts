import { readEscape as escapeAt, unescaped } from '../../../core/format/escapes';
import { CodecError } from './codec';

/** Escapes as the shell of Pegasus writes and reads them: `c_escape_string` and `c_unescape_string` of src/base/pegasus_utils.cpp. */

const NAMED: Readonly<Record<number, string>> = { 10: '\\n', 13: '\\r', 9: '\\t', 34: '\\"', 39: "\\'", 92: '\\\\' };

/** Printable ASCII as it is, all else escaped. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += NAMED[byte] ?? (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : hexEscape(byte));
  return text;
}

/** Every byte as `\xHH`. */
export function escapeAll(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexEscape(byte);
  return text;
}

const hexEscape = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** @throws CodecError with the place of an escape that is none */
export function unescapeText(text: string): Uint8Array {
  const bytes = unescaped(text);
  if (bytes) return bytes;
  let at = text.indexOf('\\');
  while (at >= 0) at = text.indexOf('\\', at + readEscape(text, at).length);
  throw new CodecError('the text has an escape that is none');
}

/** @param at of the backslash. @throws CodecError */
export function readEscape(text: string, at: number): { readonly byte: number; readonly length: number } {
  const escape = escapeAt(text, at);
  if (escape) return escape;
  const digits = /^[xX]$/u.test(text.charAt(at + 1));
  throw new CodecError(digits ? `“${text.slice(at, at + 4)}” is no escape: two hexadecimal digits must follow \\x` : `“${text.slice(at, at + 2)}” is no escape`, at);
}
