import type { ConnectionProfile } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import type { SessionInfo } from '../../protocol/sessions';
import type { Redact } from './redact';

/** A session that is open, with what belongs to it here. */
export interface LiveSession {
  /** As given with the last open: name, limits and the protected flag may change while it stays open. */
  readonly profile: ConnectionProfile;
  readonly session: Session;
  readonly info: SessionInfo;
  readonly redact: Redact;
}
