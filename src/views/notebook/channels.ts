import { type ChannelMessage, channelMessage } from '../../protocol/notebookView';
import { packBytes, unpackBytes } from '../../protocol/packedBytes';
import type { Port } from '../../protocol/rpc';
import * as z from 'zod/mini';
import type { RendererContext } from './renderer';

/** One channel to the extension host for each output that is shown. */
export class Channels {
  readonly #listeners = new Map<string, (frame: unknown) => void>();
  /** Pages of several editors hear the same messages. */
  readonly #page = crypto.randomUUID();
  #opened = 0;

  constructor(private readonly context: RendererContext) {
    context.onDidReceiveMessage?.((message) => {
      const { success, data } = z.safeParse(channelMessage, message);
      if (success && data.headwater === 'frame') this.#listeners.get(data.channel)?.(unpackBytes(data.frame));
    });
  }

  open(what: { readonly resultId: string } | { readonly saved: string }): Port {
    const channel = `${this.#page}/${++this.#opened}`;
    this.#post('saved' in what ? { headwater: 'openSaved', channel, saved: what.saved } : { headwater: 'open', channel, resultId: what.resultId });
    return {
      post: (frame) => {
        this.#post({ headwater: 'frame', channel, frame: packBytes(frame) });
      },
      listen: (receive) => {
        this.#listeners.set(channel, receive);
        return () => {
          this.#listeners.delete(channel);
          this.#post({ headwater: 'close', channel });
        };
      },
    };
  }

  #post(message: ChannelMessage): void {
    this.context.postMessage?.(message);
  }
}
