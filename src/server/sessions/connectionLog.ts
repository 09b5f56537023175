import type { ConnectionLog } from '../../core/contract/backend';
import type { LogLine } from '../../protocol/lifecycle';
import type { ServerLog } from '../log';
import type { Redact } from './redact';

/** Log of one connection, under its name. Secrets are taken out by value too, in case a backend passes one by mistake. */
export function connectionLog(log: ServerLog, name: string, redact: Redact, wireLog: () => boolean): ConnectionLog {
  const write = (level: LogLine['level'], message: string): void => {
    log.write(level, redact(`[${name}] ${message}`));
  };
  return {
    info: (message) => {
      write('info', message);
    },
    warn: (message) => {
      write('warn', message);
    },
    error: (message) => {
      write('error', message);
    },
    wire: (message) => {
      if (wireLog()) write('trace', message());
    },
  };
}
