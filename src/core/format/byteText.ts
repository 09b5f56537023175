import type { Field } from 'apache-arrow';
import { BYTES_KEY } from './metadata';

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, "'": 39, '\\': 92 };
/** Begins a text of digits among texts that stand for themselves. */
const MARK = '\\x:';

/** The bytes that a text of the column stands for, where the column says so and the text follows it. */
export function bytesBehind(field: Field, text: Uint8Array): Uint8Array | undefined {
  const kind = field.metadata.get(BYTES_KEY);
  if (kind === undefined) return undefined;
  const whole = Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8');
  switch (kind) {
    case 'escaped':
      return unescaped(whole);
    case 'hex':
      return hex(whole);
    case 'base64':
      return /^[A-Za-z0-9+/]*={0,2}$/u.test(whole) ? new Uint8Array(Buffer.from(whole, 'base64')) : undefined;
    case 'marked':
      return whole.startsWith(MARK) ? hex(whole.slice(MARK.length)) : undefined;
    default:
      return undefined;
  }
}

function hex(digits: string): Uint8Array | undefined {
  return /^(?:[0-9a-f]{2})*$/iu.test(digits) ? new Uint8Array(Buffer.from(digits, 'hex')) : undefined;
}

function unescaped(text: string): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { 0: escape, index } of text.matchAll(/\\(?:[xX][0-9a-fA-F]{2}|.|$)/gsu)) {
    const byte = escape.length === 4 ? Number.parseInt(escape.slice(2), 16) : ESCAPES[escape.slice(1)];
    if (byte === undefined) return undefined;
    parts.push(Buffer.from(text.slice(at, index)), Uint8Array.of(byte));
    at = index + escape.length;
  }
  parts.push(Buffer.from(text.slice(at)));
  return new Uint8Array(Buffer.concat(parts));
}
