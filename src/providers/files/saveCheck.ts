import { Buffer, isUtf8 } from 'node:buffer';
import type { ObjectStat } from '../../core/contract/objects';

/** A state of an object, as far as saving has to know it. */
interface Seen {
  readonly contentId: string | undefined;
  readonly size: number;
  /** False where an editor shows some of its bytes as U+FFFD. */
  readonly isUtf8: boolean;
}

/** U+FFFD in UTF-8. */
const REPLACEMENT = Buffer.from('\ufffd', 'utf8');

export type SaveDecision = 'write' | 'ask';

/**
 * Remembers which state of an object an editor's text is based on, and decides on a save whether somebody else's change
 * would be lost. The editor itself compares time and size before it lets us write, and asks then; it does not see
 * changes that keep the size.
 */
export class SaveCheck {
  readonly #read = new Map<string, Seen>();
  readonly #told = new Map<string, string | undefined>();

  /** The content that an editor has got. */
  read(address: string, stat: ObjectStat, content: Uint8Array): void {
    this.#read.set(address, { contentId: stat.contentId, size: stat.size, isUtf8: isUtf8(content) });
  }

  /** Whether bytes that the editor could not read as UTF-8 would be replaced for good. */
  losesBytes(address: string, content: Uint8Array): boolean {
    return this.#read.get(address)?.isUtf8 === false && Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(REPLACEMENT);
  }

  /** What the editor was told of the object as it is now. */
  told(address: string, stat: ObjectStat): void {
    this.#told.set(address, stat.contentId);
  }

  decide(address: string, now: ObjectStat | undefined): SaveDecision {
    const base = this.#read.get(address);
    if (!base || !now || now.contentId === base.contentId) return 'write';
    const askedByEditor = now.size !== base.size && this.#told.get(address) === now.contentId;
    return askedByEditor ? 'write' : 'ask';
  }

  forget(address: string): void {
    this.#read.delete(address);
    this.#told.delete(address);
  }
}
