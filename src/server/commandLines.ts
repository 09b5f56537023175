import type { CommandLines } from '../core/contract/commandLines';
import { HeadwaterError } from '../core/errors';
import type { LiveSession } from './sessions/liveSession';

/** The session's command lines in a language. @throws HeadwaterError with kind `unsupported` where it has none */
export function commandLinesOf({ session, profile }: LiveSession, language: string, what: string): CommandLines {
  if (session.commandLines?.language === language) return session.commandLines;
  throw new HeadwaterError({ what, why: `*${profile.name}* takes no such commands.`, todo: 'Choose another connection for this document.', kind: 'unsupported', code: 'no-command-lines' });
}
