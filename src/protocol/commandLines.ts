import * as z from 'zod/mini';
import type { CommandCompletions, CommandHelp } from '../core/contract/commandLines';
import type { Failure } from '../core/errors';
import type { Check } from './define';
import { request } from './define';
import { count, failure, text } from './shapes';

/** Commands that stand in documents. These need an open session with the capability `commandLines`; they run as statements with `command` set. */

export interface CommandLineParams {
  readonly connectionId: string;
  readonly language: string;
  readonly line: string;
}
const lineShape = { connectionId: text, language: text, line: text };
/** Whether a command changes something. */
export const CommandWrites = request<CommandLineParams, boolean>('commands/writes', z.object(lineShape), z.boolean());

export interface CompleteCommandParams extends CommandLineParams {
  /** UTF-16 code units from the start of the line. */
  readonly at: number;
}
const completeParams: Check<CompleteCommandParams> = z.object({ ...lineShape, at: count });
const completions: Check<CommandCompletions> = z.object({
  start: count,
  end: count,
  items: z.array(z.object({ text, detail: z.exactOptional(text), kind: z.enum(['command', 'flag', 'container', 'ref', 'folder', 'object']) })),
});
export const CompleteCommand = request<CompleteCommandParams, CommandCompletions>('commands/complete', completeParams, completions);

const help: Check<CommandHelp> = z.object({ start: count, end: count, text });
/** What stands at a place; null where there is nothing to say. */
export const CommandHelpAt = request<CompleteCommandParams, CommandHelp | null>('commands/help', completeParams, z.nullable(help));

export interface CheckCommandsParams {
  readonly connectionId: string;
  readonly language: string;
  readonly lines: readonly string[];
}
/** For each line what is wrong with it, or null. Nothing is run. */
export const CheckCommands = request<CheckCommandsParams, readonly (Failure | null)[]>('commands/check', z.object({ connectionId: text, language: text, lines: z.array(text) }), z.array(z.nullable(failure)));
