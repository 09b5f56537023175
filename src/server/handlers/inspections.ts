import { HeadwaterError } from '../../core/errors';
import { InspectStatement } from '../../protocol/inspections';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleInspections(router: Router, sessions: SessionRegistry): void {
  const what = 'Could not inspect the statement';
  router.handle(InspectStatement, what, ({ connectionId, statement, ...options }, signal) =>
    sessions.use(connectionId, what, ({ session: { inspections }, profile }) => {
      if (inspections) return inspections.inspect(statement, { ...options, signal });
      throw new HeadwaterError({ what, why: `*${profile.name}* tells nothing of a statement before it runs.`, kind: 'unsupported', code: 'no-inspections' });
    }),
  );
}
