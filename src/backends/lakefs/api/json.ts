import * as z from 'zod/mini';
import { HeadwaterError } from '../../../core/errors';
import type { Call, Reply } from '../http/call';
import type { HttpClient } from '../http/httpClient';

/** A schema whose valid values are `T`. */
export type Shape<T> = z.core.$ZodType<T>;

/** The JSON that answers the call, checked. @throws HeadwaterError where it is something else */
export async function json<T>(http: HttpClient, call: Call, shape: Shape<T>, signal: AbortSignal): Promise<T> {
  return readJson(http, call, await http.send(call, signal), shape);
}

export async function readJson<T>(http: HttpClient, call: Call, reply: Reply, shape: Shape<T>): Promise<T> {
  const text = await reply.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notLakeFs(http, call, reply, error);
  }
  const result = z.safeParse(shape, value);
  if (result.success) return result.data;
  throw new HeadwaterError({
    what: call.what,
    why: `The answer of ${http.where} has not the expected shape.`,
    todo: 'Check that the server is a lakeFS of version 1.',
    detail: z.prettifyError(result.error),
    ...doubt(call),
  });
}

function notLakeFs(http: HttpClient, call: Call, reply: Reply, cause: unknown): HeadwaterError {
  const type = reply.headers['content-type']?.split(';')[0] ?? 'something unnamed';
  return new HeadwaterError(
    { what: call.what, why: `${http.where} answered with ${type}, not as lakeFS does.`, todo: 'Check the endpoint: it is the address of the lakeFS server, with or without /api/v1.', ...doubt(call) },
    { cause },
  );
}

/** A write that was answered in words we do not know may have been done. */
function doubt(call: Call): { readonly outcomeUnknown?: true } {
  return call.method === 'GET' || call.method === 'HEAD' ? {} : { outcomeUnknown: true };
}

/** Sends a call whose answer says nothing besides its status. */
export async function done(http: HttpClient, call: Call, signal: AbortSignal): Promise<void> {
  await (await http.send(call, signal)).discard();
}
