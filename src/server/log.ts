import type { LogLine } from '../protocol/lifecycle';

/** Lines for the log output channel. Callers never pass secrets. */
export interface ServerLog {
  write(level: LogLine['level'], text: string): void;
}

/** A log for one part of the server: its lines start with the part's name. */
export function partOf(log: ServerLog, part: string): ServerLog {
  return {
    write: (level, text) => {
      log.write(level, `[${part}] ${text}`);
    },
  };
}

/** What a developer needs of an error that has no text for people. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
