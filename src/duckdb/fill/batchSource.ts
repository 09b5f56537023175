import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import * as z from 'zod/mini';
import { CancelledError } from '../../core/errors';

/** Slots of the memory that both ends share. */
export const POSTED = 0;
export const CANCELLED = 1;

export type FeedMessage =
  | { readonly kind: 'schema' | 'dictionary' | 'batch'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  /** The source failed: there is no more. */
  | { readonly kind: 'broken'; readonly message: string };

const bytes = z.instanceof(Uint8Array);
const feedMessage: z.ZodMiniType<FeedMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('schema'), bytes }),
  z.object({ kind: z.literal('dictionary'), bytes }),
  z.object({ kind: z.literal('batch'), bytes }),
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.literal('broken'), message: z.string() }),
]);
const envelope = z.object({ message: z.unknown() });

/**
 * The far end of a stream of messages, read by a callback of DuckDB that must not return before it has rows:
 * the thread sleeps until the near end has posted something. Each message taken is told back as a credit.
 */
export class BatchSource {
  readonly #state: Int32Array;

  constructor(
    private readonly port: MessagePort,
    shared: SharedArrayBuffer,
  ) {
    this.#state = new Int32Array(shared);
  }

  /** Blocks the thread. @throws CancelledError */
  next(): FeedMessage {
    for (;;) {
      const posted = Atomics.load(this.#state, POSTED);
      if (Atomics.load(this.#state, CANCELLED) === 1) throw new CancelledError();
      const received: unknown = receiveMessageOnPort(this.port);
      if (received !== undefined) {
        this.port.postMessage('taken');
        return z.parse(feedMessage, z.parse(envelope, received).message);
      }
      Atomics.wait(this.#state, POSTED, posted);
    }
  }
}
