import { HeadwaterError } from '../../core/errors';
import { CloseSession, OpenSession, RunAction, SessionClosedNote, TestSession } from '../../protocol/sessions';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleSessions(router: Router, sessions: SessionRegistry): void {
  sessions.onClosed((note) => router.notify(SessionClosedNote, note));

  router.handle(OpenSession, 'Could not connect', (params, signal) => sessions.open(params, signal));
  router.handle(TestSession, 'Could not connect', (params, signal) => sessions.test(params, signal));
  router.handle(CloseSession, 'Could not close the connection', async ({ connectionId }) => {
    await sessions.close(connectionId);
    return null;
  });

  router.handle(RunAction, 'Could not run the action', ({ connectionId, action: id, path, values }, signal) =>
    sessions.use(connectionId, 'Could not run the action', ({ session }) => {
      const action = session.actions.find((candidate) => candidate.id === id);
      if (!action) throw new HeadwaterError({ what: 'Could not run the action', why: `This connection has no action “${id}”.`, code: 'no-action' });
      return action.run(path, values, signal);
    }),
  );
}
