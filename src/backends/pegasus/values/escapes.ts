import { CodecError } from './codec';

/** Escapes as the shell of Pegasus writes and reads them: `c_escape_string` and `c_unescape_string` of src/base/pegasus_utils.cpp. */

const NAMED: Readonly<Record<number, string>> = { 10: '\\n', 13: '\\r', 9: '\\t', 34: '\\"', 39: "\\'", 92: '\\\\' };
const BYTES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, "'": 39, '\\': 92 };

const utf8 = new TextEncoder();

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
  const out: number[] = [];
  for (let at = 0; at < text.length; ) {
    const backslash = text.indexOf('\\', at);
    const plain = text.slice(at, backslash < 0 ? undefined : backslash);
    for (const byte of utf8.encode(plain)) out.push(byte);
    if (backslash < 0) break;
    const { byte, length } = readEscape(text, backslash);
    out.push(byte);
    at = backslash + length;
  }
  return Uint8Array.from(out);
}

/** @param at of the backslash. @throws CodecError */
export function readEscape(text: string, at: number): { readonly byte: number; readonly length: number } {
  const next = text.charAt(at + 1);
  if (next === 'x' || next === 'X') {
    const digits = text.slice(at + 2, at + 4);
    if (!/^[0-9a-f]{2}$/iu.test(digits)) throw new CodecError(`“${text.slice(at, at + 4)}” is no escape: two hexadecimal digits must follow \\x`, at);
    return { byte: Number.parseInt(digits, 16), length: 4 };
  }
  const byte = BYTES[next];
  if (byte === undefined) throw new CodecError(`“${text.slice(at, at + 2)}” is no escape`, at);
  return { byte, length: 2 };
}
