import * as z from 'zod/mini';
import type { DuckDbError } from './messages';
import { UnsendableText } from './sendable';

/** With `errors_as_json` DuckDB describes errors as JSON; parsing errors stand behind a prefix. */
const described = z.object({ exception_type: z.string(), exception_message: z.string(), position: z.optional(z.string()) });

export function describeNativeError(error: unknown): DuckDbError {
  if (error instanceof UnsendableText) return error.described;
  const text = error instanceof Error ? error.message : String(error);
  return fromJson(text.replace(/^[A-Za-z ]+ Error: (?=\{)/u, '')) ?? fromText(text);
}

function fromJson(text: string): DuckDbError | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { exception_type: type, exception_message: message, position } = z.parse(described, JSON.parse(text));
    const byte = Number(position);
    return position === undefined || !Number.isInteger(byte) ? { type, message } : { type, message, byte };
  } catch {
    return undefined;
  }
}

function fromText(text: string): DuckDbError {
  const match = /^([A-Z][A-Za-z ]*?) Error: ([\s\S]*)$/u.exec(text);
  return match ? { type: match[1] ?? '', message: match[2] ?? '' } : { type: '', message: text };
}
