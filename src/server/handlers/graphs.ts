import { HeadwaterError } from '../../core/errors';
import { ReadGraph } from '../../protocol/graphs';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleGraphs(router: Router, sessions: SessionRegistry): void {
  const what = 'Could not show what flows where';
  router.handle(ReadGraph, what, ({ connectionId, path }, signal) =>
    sessions.use(connectionId, what, ({ session: { graphs }, profile }) => {
      if (graphs) return graphs.graph(path, signal);
      throw new HeadwaterError({ what, why: `*${profile.name}* does not tell it.`, kind: 'unsupported', code: 'no-graphs' });
    }),
  );
}
