import type { CommandCompletions, CommandLines } from '../../../core/contract/commandLines';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import { CancelledError } from '../../../core/errors';
import { parseCommand } from './command';
import { complete } from './complete';
import { type LakectlDeps, runCommand } from './run';

/** The everyday commands of lakectl in its own syntax, run through the session: nothing of lakectl is needed. */
export class Lakectl implements CommandLines {
  readonly language = 'lakectl';

  constructor(private readonly deps: LakectlDeps) {}

  writes(line: string): boolean {
    try {
      return parseCommand(line).usage.writes;
    } catch {
      return false; // it will not run
    }
  }

  run(line: string, { signal }: { readonly signal: AbortSignal }): Execution {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const events = this.#events(line, both);
    return {
      events,
      cancel: async () => {
        stop.abort();
        await events.return(undefined).catch(() => undefined);
      },
    };
  }

  complete(line: string, at: number, signal: AbortSignal): Promise<CommandCompletions> {
    return complete(this.deps, line, at, signal);
  }

  async *#events(line: string, signal: AbortSignal): AsyncGenerator<ExecutionEvent, undefined, undefined> {
    try {
      yield* runCommand(this.deps, parseCommand(line), signal);
    } catch (error) {
      throw signal.aborted ? new CancelledError() : error;
    }
  }
}
