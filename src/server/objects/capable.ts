import type { Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import type { LiveSession } from '../sessions/liveSession';

/** The session's objects. @throws HeadwaterError with kind `unsupported` where it keeps none */
export function objectsOf({ session, profile }: LiveSession, what: string): Objects {
  if (session.objects) return session.objects;
  throw new HeadwaterError({ what, why: `*${profile.name}* keeps no objects.`, kind: 'unsupported', code: 'no-objects' });
}

/** One of the verbs that not every system has. @throws HeadwaterError with kind `unsupported` where this one has it not */
export function verbOf<T extends object, K extends keyof T>(owner: T, verb: K, what: string): NonNullable<T[K]> {
  const found = owner[verb];
  if (found !== undefined && found !== null) return found;
  throw new HeadwaterError({ what, why: `The system cannot do this (${String(verb)}).`, kind: 'unsupported', code: 'unsupported' });
}
