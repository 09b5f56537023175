import type { Dispatcher } from 'undici';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { networkFailure } from './networkFailure';

type ResponseData = Dispatcher.ResponseData;

/** Bytes of a body that are read ahead of whoever takes them: with less, half of the time goes into stopping and starting. */
export const BODY_AHEAD = 1024 * 1024;

/** Bytes of a body that is read as one: taking it piece by piece costs more than it saves. */
const SMALL = 64 * 1024;

/** Headers with one text each; names are in lower case already. */
export function headersOf(headers: ResponseData['headers']): Readonly<Record<string, string>> {
  // Copying them costs as much as sending a short call: hardly any reply repeats a header.
  return isPlain(headers) ? headers : Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

function isPlain(headers: ResponseData['headers']): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

/** The bytes of a body, `length` as its header says it. Ending the iteration early ends the connection; where it breaks, the error is one for people. */
export async function* bodyBytes(body: ResponseData['body'], length: string | undefined, what: string, where: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (Number(length ?? NaN) <= SMALL) {
    const bytes = await body.bytes().catch((error: unknown) => {
      throw brokenBody(error, what, where, signal);
    });
    if (bytes.length > 0) yield bytes;
    return;
  }
  try {
    yield* piecesOf(body, what, where, signal);
  } finally {
    body.destroy();
  }
}

/** The same pieces; where they break off, the error is one for people. */
export async function* piecesOf(pieces: AsyncIterable<unknown>, what: string, where: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of pieces) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    throw brokenBody(error, what, where, signal);
  }
}

/** A whole short body. */
export async function bodyText(body: ResponseData['body'], what: string, where: string, signal: AbortSignal): Promise<string> {
  try {
    return await body.text();
  } catch (error) {
    throw brokenBody(error, what, where, signal);
  }
}

function brokenBody(error: unknown, what: string, where: string, signal: AbortSignal): Error {
  if (signal.aborted) return new CancelledError();
  return new HeadwaterError(networkFailure(what, where, error, false), { cause: error });
}
