import * as z from 'zod/mini';
import type { CommandCompletions } from '../core/contract/commandLines';
import type { Check } from './define';
import { request } from './define';
import { count, text } from './shapes';

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
