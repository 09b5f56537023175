import { CODES, Refusal } from '../refusal';

/** The body of a request as an object. Unknown fields are ignored, as the server does. */
export function readBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal('Malformed JSON in request body', CODES.badRequest);
}

export const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

export const textsOf = (value: unknown): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(objectOf(value)).map(([name, one]) => [name, String(one)]));

/** @throws Refusal where the field is not text */
export function textOf(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new Refusal(`Missing required creator property '${field}'`, CODES.badRequest);
  return value;
}
