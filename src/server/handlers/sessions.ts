import { HeadwaterError } from '../../core/errors';
import type { Action } from '../../core/contract/action';
import type { Session } from '../../core/contract/session';
import { ActionOfferNote, ActionProgressNote, CloseSession, OpenSession, PreviewAction, RunAction, SessionClosedNote, StartAction, TestSession } from '../../protocol/sessions';
import type { ResultsClient } from '../results/client';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleSessions(router: Router, sessions: SessionRegistry, results: Pick<ResultsClient, 'warmUp'>): void {
  sessions.onClosed((note) => router.notify(SessionClosedNote, note));
  sessions.onOffer((offer) => void router.notify(ActionOfferNote, offer));

  router.handle(OpenSession, 'Could not connect', (params, signal) => {
    results.warmUp(); // while the other side answers
    return sessions.open(params, signal);
  });
  router.handle(TestSession, 'Could not connect', (params, signal) => sessions.test(params, signal));
  router.handle(CloseSession, 'Could not close the connection', async ({ connectionId }) => {
    await sessions.close(connectionId);
    return null;
  });

  router.handle(RunAction, 'Could not run the action', ({ connectionId, action: id, path, values, token }, signal) =>
    sessions.use(connectionId, 'Could not run the action', ({ session }) => {
      const progress = token === undefined ? undefined : (text: string): void => void router.notify(ActionProgressNote, { token, text });
      return actionOf(session, id).run(path, values, signal, progress);
    }),
  );

  const start = 'Could not open the form';
  router.handle(StartAction, start, ({ connectionId, action: id, path }, signal) =>
    sessions.use(connectionId, start, async ({ session }) => {
      const action = actionOf(session, id);
      const [values = {}, fields] = await Promise.all([action.initial?.(path, signal), action.fieldsOf?.(path, signal)]);
      return { values, ...(fields ? { fields } : {}) };
    }),
  );

  const preview = 'There is no preview yet';
  router.handle(PreviewAction, preview, ({ connectionId, action, path, values }, signal) =>
    sessions.use(connectionId, preview, async ({ session }) => (await actionOf(session, action).preview?.(path, values, signal)) ?? []),
  );
}

function actionOf({ actions }: Session, id: string): Action {
  const action = actions.find((candidate) => candidate.id === id);
  if (action) return action;
  throw new HeadwaterError({ what: 'Could not run the action', why: `This connection has no action “${id}”.`, code: 'no-action' });
}
