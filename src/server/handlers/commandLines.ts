import { CheckCommands, CommandHelpAt, CommandWrites, CompleteCommand } from '../../protocol/commandLines';
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
  router.handle(CommandHelpAt, reading, ({ connectionId, language, line, at }) => sessions.use(connectionId, reading, async (live) => commandLinesOf(live, language, reading).help?.(line, at) ?? null));
  router.handle(CheckCommands, reading, ({ connectionId, language, lines }) =>
    sessions.use(connectionId, reading, async (live) => {
      const commands = commandLinesOf(live, language, reading);
      return lines.map((line) => commands.check?.(line) ?? null);
    }),
  );
}
