import type { Versions } from '../../core/contract/versions';
import { HeadwaterError } from '../../core/errors';
import type { LiveSession } from '../sessions/liveSession';

/** The session's versions. @throws HeadwaterError with kind `unsupported` where it keeps none */
export function versionsOf({ session, profile }: LiveSession, what: string): Versions {
  if (session.versions) return session.versions;
  throw new HeadwaterError({ what, why: `*${profile.name}* keeps no versions.`, kind: 'unsupported', code: 'no-versions' });
}
