import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError } from '../../../core/errors';

export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => Promise.reject(new CancelledError()));
}
