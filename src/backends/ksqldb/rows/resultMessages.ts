import * as z from 'zod/mini';
import { parseColumns, parseType, SchemaTextError } from '../types/parseType';
import type { SqlColumn } from '../types/sqlType';
import { JsonError } from './jsonCursor';

/** What comes before the rows. */
export interface ResultHeader {
  readonly queryId: string | undefined;
  readonly columns: readonly SqlColumn[];
}

/** An error that a server sends in the place of a row (KsqlErrorMessage.java). */
export interface SentError {
  readonly code: number | undefined;
  readonly message: string;
}

/** An element of a result that is no row. */
export type ResultMessage =
  | { readonly kind: 'header'; readonly header: ResultHeader }
  | { readonly kind: 'error'; readonly error: SentError }
  /** `Limit Reached` or `Query Completed`. */
  | { readonly kind: 'final'; readonly text: string }
  | { readonly kind: 'continuation'; readonly token: string }
  | { readonly kind: 'other' };

const optionalText = z.optional(z.nullable(z.string()));
const error = z.object({ error_code: z.optional(z.nullable(z.number())), message: optionalText });
const tokenInside = z.union([z.string(), z.object({ continuationToken: z.string() })]);
const element = z.object({
  header: z.optional(z.nullable(z.object({ queryId: optionalText, schema: z.string() }))),
  errorMessage: z.optional(z.nullable(error)),
  finalMessage: optionalText,
  continuationToken: z.optional(z.nullable(tokenInside)),
  // The delimited framing, and the one of application/json.
  queryId: optionalText,
  columnNames: z.optional(z.array(z.string())),
  columnTypes: z.optional(z.array(z.string())),
  error_code: z.optional(z.nullable(z.number())),
  message: optionalText,
});

/** @param json of an object. @throws JsonError */
export function readMessage(json: string): ResultMessage {
  const parsed = z.safeParse(element, parse(json));
  if (!parsed.success) throw new JsonError(`an element of the result has not the expected shape (${json.slice(0, 60)})`);
  const { data } = parsed;
  if (data.header) return { kind: 'header', header: { queryId: data.header.queryId ?? undefined, columns: columnsOf(data.header.schema) } };
  if (data.errorMessage) return { kind: 'error', error: { code: data.errorMessage.error_code ?? undefined, message: data.errorMessage.message ?? '' } };
  if (data.finalMessage !== undefined && data.finalMessage !== null) return { kind: 'final', text: data.finalMessage };
  const token = data.continuationToken;
  if (token) return { kind: 'continuation', token: typeof token === 'string' ? token : token.continuationToken };
  if (data.columnNames && data.columnTypes) return { kind: 'header', header: { queryId: data.queryId ?? undefined, columns: pairedColumns(data.columnNames, data.columnTypes) } };
  if (data.error_code !== undefined && data.error_code !== null) return { kind: 'error', error: { code: data.error_code, message: data.message ?? '' } };
  return { kind: 'other' };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new JsonError(`an element of the result is no JSON (${json.slice(0, 60)})`);
  }
}

function columnsOf(schema: string): readonly SqlColumn[] {
  return readable(() => parseColumns(schema));
}

function pairedColumns(names: readonly string[], types: readonly string[]): readonly SqlColumn[] {
  if (names.length !== types.length) throw new JsonError('the header has not as many types as names');
  return readable(() => names.map((name, index) => ({ name, type: parseType(types[index] ?? ''), key: false })));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SchemaTextError) throw new JsonError(`the schema cannot be read: ${cause.message}`, { cause });
    throw cause;
  }
}
