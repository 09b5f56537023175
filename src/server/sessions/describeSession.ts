import type { Action } from '../../core/contract/action';
import { capabilitiesOf, type Session } from '../../core/contract/session';
import type { ActionDescriptor, SessionInfo } from '../../protocol/sessions';

/** A session as the host knows it. */
export function describeSession(connectionId: string, session: Session, connectMs: number): SessionInfo {
  return { connectionId, server: session.server, capabilities: capabilitiesOf(session), actions: session.actions.map(describeAction), connectMs, ...(session.dialects ? { dialects: session.dialects } : {}) };
}

function describeAction(action: Action): ActionDescriptor {
  const { id, title, icon, group, fields, confirm, writes } = action;
  return { id, title, group, fields, writes, prepared: action.initial !== undefined || action.fieldsOf !== undefined, previewed: action.preview !== undefined, ...(icon === undefined ? {} : { icon }), ...(confirm === undefined ? {} : { confirm }) };
}
