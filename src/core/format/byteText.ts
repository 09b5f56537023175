import type { Field } from 'apache-arrow';
import { unescaped } from './escapes';
import { BYTES_KEY } from './metadata';

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
