import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import * as z from 'zod/mini';
import { isPooled } from '../../core/arrow/bufferPool';
import { CancelledError } from '../../core/errors';

/** Slots of the memory that both ends share: messages posted, whether the reader must stop, messages taken, whether the writer waits for one to be taken. */
export const POSTED = 0;
export const CANCELLED = 1;
export const TAKEN = 2;
export const WAITING = 3;

export function sharedSlots(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
}

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

/** A port without another end: memory that is transferred to it is freed at once. */
export function portToNowhere(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}

/**
 * The far end of a stream of messages, read by a callback of DuckDB that must not return before it has rows:
 * the thread sleeps until the near end has posted something. Messages taken are counted, and told back only to a writer who waits for that.
 */
export class BatchSource {
  readonly #state: Int32Array;

  constructor(
    private readonly port: MessagePort,
    shared: SharedArrayBuffer,
    private readonly nowhere?: MessagePort,
  ) {
    this.#state = new Int32Array(shared);
  }

  /**
   * The message's memory is not used here any more. What a pool gave goes back to the near end, the rest is freed: left to the collector of
   * this thread, it would be freed late, and by passes over all that the thread has.
   */
  done({ buffer }: Uint8Array): void {
    if (!(buffer instanceof ArrayBuffer)) return;
    const to = isPooled(buffer) ? this.port : this.nowhere;
    to?.postMessage(buffer, [buffer]);
  }

  /** Blocks the thread. @throws CancelledError */
  next(): FeedMessage {
    for (;;) {
      const posted = Atomics.load(this.#state, POSTED);
      if (Atomics.load(this.#state, CANCELLED) === 1) throw new CancelledError();
      const received: unknown = receiveMessageOnPort(this.port);
      if (received !== undefined) {
        Atomics.add(this.#state, TAKEN, 1);
        if (Atomics.exchange(this.#state, WAITING, 0) === 1) this.port.postMessage('taken');
        return z.parse(feedMessage, z.parse(envelope, received).message);
      }
      Atomics.wait(this.#state, POSTED, posted);
    }
  }
}
