import { commands } from 'vscode';
import type { Disposable } from 'vscode';
import type { FailureAction, FailureReporter } from '../failures';

/** One verb that a person can call. */
export interface Command {
  readonly id: string;
  /** The title of a failure that has none: “Could not add the connection”. */
  readonly failing: string;
  /** @throws HeadwaterError, which is shown; CancelledError, which is not */
  run(argument: unknown, more: unknown, ...others: readonly unknown[]): Promise<unknown>;
  /** Buttons under a failure of this command. */
  readonly remedies?: (argument: unknown) => readonly FailureAction[];
}

export function registerCommand(command: Command, reporter: FailureReporter): Disposable {
  return commands.registerCommand(command.id, async (argument: unknown, more: unknown, ...others: readonly unknown[]) => {
    try {
      return await command.run(argument, more, ...others);
    } catch (error) {
      reporter.report(error, command.failing, command.remedies?.(argument));
      return undefined;
    }
  });
}
