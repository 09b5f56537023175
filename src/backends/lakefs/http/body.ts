import { CancelledError, HeadwaterError } from '../../../core/errors';
import { networkFailure } from './networkFailure';
import type { ReplyBody } from './replyBody';

/** Bytes of a body that is read as one: taking it piece by piece costs more than it saves. */
const SMALL = 64 * 1024;

/** The bytes of a body, `length` as its header says it. Ending the iteration early ends the connection; where it breaks, the error is one for people. */
export async function* bodyBytes(body: ReplyBody, length: string | undefined, what: string, where: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (Number(length ?? NaN) <= SMALL) {
    const bytes = await wholeBody(body, what, where, signal);
    if (bytes.length > 0) yield bytes;
  } else yield* piecesOf(body, what, where, signal);
}

/** The same pieces; where they break off, the error is one for people. */
export async function* piecesOf(pieces: AsyncIterable<Uint8Array>, what: string, where: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of pieces) yield piece;
  } catch (error) {
    throw brokenBody(error, what, where, signal);
  }
}

/** A whole short body as text. */
export async function bodyText(body: ReplyBody, what: string, where: string, signal: AbortSignal): Promise<string> {
  return (await wholeBody(body, what, where, signal)).toString('utf8');
}

async function wholeBody(body: ReplyBody, what: string, where: string, signal: AbortSignal): Promise<Buffer> {
  try {
    return await body.whole();
  } catch (error) {
    throw brokenBody(error, what, where, signal);
  }
}

function brokenBody(error: unknown, what: string, where: string, signal: AbortSignal): Error {
  if (signal.aborted) return new CancelledError();
  return new HeadwaterError(networkFailure(what, where, error, false), { cause: error });
}
