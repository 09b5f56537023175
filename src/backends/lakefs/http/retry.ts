import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError } from '../../../core/errors';

export interface RetryPolicy {
  readonly attempts: number;
  /** Milliseconds. */
  readonly shortest: number;
  readonly longest: number;
}

/** What lakeFS's own command line client does. */
export const RETRIES: RetryPolicy = { attempts: 4, shortest: 200, longest: 30_000 };

/** Statuses of a server that could answer later. */
export function isBusy(status: number, message: string): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504 || (status === 500 && /currently locked|too many attempts/iu.test(message));
}

/** Milliseconds before the next attempt. `attempt` counts from 0; `retryAfter` is the reply's header: seconds or a date. */
export function pause(policy: RetryPolicy, attempt: number, retryAfter: string | undefined, now: number): number {
  const asked = retryAfter === undefined ? undefined : askedPause(retryAfter, now);
  const own = Math.min(policy.longest, policy.shortest * 2 ** attempt) * (0.75 + Math.random() / 2);
  return Math.min(policy.longest, Math.max(own, asked ?? 0));
}

function askedPause(text: string, now: number): number | undefined {
  if (/^\d+$/u.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

/** @throws CancelledError */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    throw new CancelledError();
  }
}
