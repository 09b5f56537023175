import * as z from 'zod/mini';
import type { Check } from './define';
import { count, text } from './shapes';
import type { TextBundle } from './textBundle';

/** What stands below a cell: a result that the server holds. */
export const RESULT_MIME = 'application/vnd.headwater.result+json';
export const RENDERER_ID = 'headwater-result';

/** The data of an output of {@link RESULT_MIME}. */
export interface ResultOutput {
  /** Of this version. */
  readonly version: 1;
  readonly resultId: string;
  readonly title: string;
}
export const resultOutput: Check<ResultOutput> = z.object({ version: z.literal(1), resultId: text, title: text });

/** Beside a result, where outputs are saved: its first rows. Nothing shows it; what is opened again is made of it. */
export const ROWS_MIME = 'application/vnd.headwater.rows+json';

/** The data of an output of {@link ROWS_MIME}. */
export interface RowsOutput {
  readonly version: 1;
  /** An Arrow IPC stream, in base64. */
  readonly arrow: string;
  /** Rows that the result had. */
  readonly total: number;
}
export const rowsOutput: Check<RowsOutput> = z.object({ version: z.literal(1), arrow: text, total: count });

/** What stands below a cell since its notebook was opened: the rows beside it, of {@link ROWS_MIME}. */
export const SAVED_MIME = 'application/vnd.headwater.saved+json';

/** The data of an output of {@link SAVED_MIME}. */
export interface SavedOutput {
  readonly version: 1;
  /** Finds the output again; it stands in no file. */
  readonly saved: string;
}
export const savedOutput: Check<SavedOutput> = z.object({ version: z.literal(1), saved: text });

/** Below a cell of parameters: something to change each of them with. */
export const PARAMETERS_MIME = 'application/vnd.headwater.parameters+json';

export interface ParametersOutput {
  readonly version: 1;
  readonly parameters: readonly ShownParameter[];
  /** Lines of the cell, from 1, that are no parameters. */
  readonly problems: readonly { readonly line: number; readonly why: string }[];
}
export interface ShownParameter {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'date' | 'timestamp' | 'boolean' | 'dates' | 'choice';
  readonly value: string;
  readonly choices?: readonly string[];
  /** Its choices come from a query, when they are asked for. */
  readonly query?: boolean;
  /** What is wrong with the value. */
  readonly problem?: string;
}
export const parametersOutput: Check<ParametersOutput> = z.object({
  version: z.literal(1),
  parameters: z.array(
    z.object({
      name: text,
      kind: z.enum(['text', 'number', 'date', 'timestamp', 'boolean', 'dates', 'choice']),
      value: text,
      choices: z.exactOptional(z.array(text)),
      query: z.exactOptional(z.boolean()),
      problem: z.exactOptional(text),
    }),
  ),
  problems: z.array(z.object({ line: z.number(), why: text })),
});

/** What a page of outputs asks about the parameters of its notebook, and the answer. */
export type ParameterMessage =
  | { readonly headwater: 'set'; readonly ask: string; readonly name: string; readonly value: string }
  | { readonly headwater: 'choices'; readonly ask: string; readonly name: string };
export const parameterMessage: Check<ParameterMessage> = z.union([z.object({ headwater: z.literal('set'), ask: text, name: text, value: text }), z.object({ headwater: z.literal('choices'), ask: text, name: text })]);
/** `problem`: what is wrong with a value that was set, or why there are no choices. */
export interface ParameterAnswer {
  readonly headwater: 'answer';
  readonly ask: string;
  readonly choices?: readonly string[];
  readonly problem?: string;
}
export const parameterAnswer: Check<ParameterAnswer> = z.object({ headwater: z.literal('answer'), ask: text, choices: z.exactOptional(z.array(text)), problem: z.exactOptional(text) });

/**
 * What the page of a notebook's outputs and the extension host send each other, in both directions. Each output that is shown is a channel with a name of its own;
 * messages for channels that one does not know are for another page. `frame` is a frame of `rpc.ts` whose bytes are packed as text (`packedBytes.ts`): the editor carries JSON between them.
 */
export type ChannelMessage =
  | { readonly headwater: 'open'; readonly channel: string; readonly resultId: string }
  | { readonly headwater: 'openSaved'; readonly channel: string; readonly saved: string }
  | { readonly headwater: 'frame'; readonly channel: string; readonly frame: unknown }
  | { readonly headwater: 'close'; readonly channel: string };
export const channelMessage: Check<ChannelMessage> = z.union([
  z.object({ headwater: z.literal('open'), channel: text, resultId: text }),
  z.object({ headwater: z.literal('openSaved'), channel: text, saved: text }),
  z.object({ headwater: z.literal('frame'), channel: text, frame: z.unknown() }),
  z.object({ headwater: z.literal('close'), channel: text }),
]);

/** A page of outputs asks for the texts of the person's language before it shows any. */
export interface AskTexts {
  readonly headwater: 'askTexts';
}
export const askTexts: Check<AskTexts> = z.object({ headwater: z.literal('askTexts') });
/** `null`: they are English. */
export interface TextsMessage {
  readonly headwater: 'texts';
  readonly bundle: TextBundle | null;
}
export const textsMessage: Check<TextsMessage> = z.object({ headwater: z.literal('texts'), bundle: z.nullable(z.record(text, text)) });
