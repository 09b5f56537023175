import * as z from 'zod/mini';
import { CancelledError, HeadwaterError, isCancelled } from '../../core/errors';
import { CANCELLED_CODE, FAILURE_CODE } from '../../protocol/sessions';
import { failure } from '../../protocol/shapes';

/** Codes of JSON-RPC and of its library, where the other end has gone: pending request rejected, write failed, connection inactive, closed, disposed. */
const GONE: readonly number[] = [-32097, -32099, -32098, 1, 2];
const METHOD_NOT_FOUND = -32601;
const SERVER_CANCELLED = -32802;

/** What a failed request is for the rest of the host. Read by shape: the error's class lives in the other bundle. */
export function requestError(error: unknown, method: string): Error {
  if (error instanceof HeadwaterError || (error instanceof Error && isCancelled(error))) return error;
  const code = numberOf(error, 'code');
  if (code === CANCELLED_CODE || code === SERVER_CANCELLED) return new CancelledError();
  if (code === FAILURE_CODE && typeof error === 'object' && error !== null && 'data' in error) {
    const told = z.safeParse(failure, error.data);
    if (told.success) return new HeadwaterError(told.data);
  }
  const detail = error instanceof Error ? error.message : String(error);
  if (code !== undefined && GONE.includes(code)) return serverEnded(detail);
  if (code === METHOD_NOT_FOUND) {
    return new HeadwaterError({ what: 'The Headwater server could not do this', why: `It does not know the request ${method}.`, todo: 'Reload the window, so that both are of the same version.', code: 'unknown-request', detail });
  }
  return new HeadwaterError({ what: 'The Headwater server could not do this', why: 'It answered in a way that was not understood.', todo: 'The log may say more (Headwater: Show Log).', code: 'internal', detail });
}

/** A request that the server's end left without an answer. */
export function serverEnded(detail: string): HeadwaterError {
  return new HeadwaterError({
    what: 'The request was not answered',
    why: 'The Headwater server ended before it could answer.',
    todo: 'Try again: the server is started again by itself. The log says how it ended.',
    code: 'server-ended',
    detail,
  });
}

export function notStarted(error: unknown): HeadwaterError {
  return new HeadwaterError({
    what: 'The Headwater server could not be started',
    why: error instanceof Error ? `${error.message.replace(/\.$/u, '')}.` : 'It ended while it was starting.',
    todo: 'The log says why. Try again, or reload the window.',
    code: 'server-not-started',
  });
}

function numberOf(value: unknown, key: 'code'): number | undefined {
  return typeof value === 'object' && value !== null && key in value && typeof value[key] === 'number' ? value[key] : undefined;
}
