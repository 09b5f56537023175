import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Effect } from './faults';

/** Replies on one connection. They may overtake each other while they are delayed, but one that has begun is written to its end. */
export class Outgoing {
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly socket: Socket) {}

  send(bytes: Buffer, effect?: Effect, delayMs = 0): void {
    const wait = delayMs + (effect?.kind === 'late' ? effect.ms : 0);
    if (wait > 0) setTimeout(() => this.#queue(bytes, effect), wait).unref();
    else this.#queue(bytes, effect);
  }

  #queue(bytes: Buffer, effect: Effect | undefined): void {
    this.#last = this.#last.then(() => this.#write(bytes, effect));
  }

  async #write(bytes: Buffer, effect: Effect | undefined): Promise<void> {
    if (this.socket.destroyed) return;
    switch (effect?.kind) {
      case 'pieces':
        for (let at = 0; at < bytes.length; at += effect.bytes) {
          this.socket.write(bytes.subarray(at, at + effect.bytes));
          await nextTurn();
        }
        return;
      case 'broken':
        this.socket.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.socket.destroy());
        return;
      case 'garbage':
        this.socket.write(effect.bytes);
        return;
      default:
        this.socket.write(bytes);
    }
  }
}
