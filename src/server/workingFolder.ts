import { describeError, type ServerLog } from './log';

/**
 * Makes the first folder of the workspace the one that relative names start at, for the whole process: DuckDB finds files
 * that it reads on a search path of its own, but files that it writes or attaches only from here.
 */
export function workIn([first]: readonly string[], log: ServerLog): void {
  if (first === undefined) return;
  try {
    process.chdir(first);
  } catch (error) {
    log.write('warn', `Relative names do not start at the workspace: ${describeError(error)}`);
  }
}
