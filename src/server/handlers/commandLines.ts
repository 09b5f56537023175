import { CommandWrites, CompleteCommand } from '../../protocol/commandLines';
import { commandLinesOf } from '../commandLines';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleCommandLines(router: Router, sessions: SessionRegistry): void {
  const reading = 'Could not read the command';
  router.handle(CommandWrites, reading, ({ connectionId, language, line }) => sessions.use(connectionId, reading, async (live) => commandLinesOf(live, language, reading).writes(line)));
  const completing = 'Could not complete the command';
  router.handle(CompleteCommand, completing, ({ connectionId, language, line, at }, signal) =>
    sessions.use(connectionId, completing, (live) => commandLinesOf(live, language, completing).complete(line, at, signal)),
  );
}
