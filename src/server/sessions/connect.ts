import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { CancelledError, HeadwaterError } from '../../core/errors';

/**
 * Connects within `limitMs`, whether or not the backend minds the signal. A session that comes too late is closed again.
 * @throws HeadwaterError with code `timeout`; CancelledError when `context.signal` fires first
 */
export function connectWithin(limitMs: number, backend: Backend, profile: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session> {
  const controller = new AbortController();
  return new Promise<Session>((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', cancel);
    };
    const giveUp = (error: Error): void => {
      finish();
      reject(error);
      controller.abort(error);
    };
    const cancel = (): void => {
      giveUp(new CancelledError());
    };
    const timer = setTimeout(() => {
      giveUp(tooSlow(profile, limitMs));
    }, limitMs);
    context.signal.addEventListener('abort', cancel, { once: true });
    if (context.signal.aborted) cancel();
    backend.connect(profile, secrets, { ...context, signal: controller.signal }).then(
      (session) => {
        finish();
        if (controller.signal.aborted) session[Symbol.asyncDispose]().then(undefined, () => undefined);
        else resolve(session);
      },
      (error: unknown) => {
        finish();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function tooSlow(profile: ConnectionProfile, limitMs: number): HeadwaterError {
  return new HeadwaterError({
    what: `Could not connect to *${profile.name}*`,
    why: `There was no answer within ${limitMs / 1000} s.`,
    todo: 'Check the address, and that the system is running and reachable from this machine.',
    code: 'timeout',
  });
}
