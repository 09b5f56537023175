import * as z from 'zod/mini';
import type { Check } from './define';
import { text } from './shapes';

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

/**
 * What the page of a notebook's outputs and the extension host send each other, in both directions. Each output that is shown is a channel with a name of its own;
 * messages for channels that one does not know are for another page. `frame` is a frame of `rpc.ts` whose bytes are packed as text (`packedBytes.ts`): the editor carries JSON between them.
 */
export type ChannelMessage =
  | { readonly headwater: 'open'; readonly channel: string; readonly resultId: string }
  | { readonly headwater: 'frame'; readonly channel: string; readonly frame: unknown }
  | { readonly headwater: 'close'; readonly channel: string };
export const channelMessage: Check<ChannelMessage> = z.union([
  z.object({ headwater: z.literal('open'), channel: text, resultId: text }),
  z.object({ headwater: z.literal('frame'), channel: text, frame: z.unknown() }),
  z.object({ headwater: z.literal('close'), channel: text }),
]);
