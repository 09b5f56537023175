import type { MessageMemory } from '../contract/memory';

/** New memory for each message. */
export const FRESH_MEMORY: MessageMemory = { take: (size) => new Uint8Array(fresh(size)) };

/** Smaller buffers cost less to make than to keep. */
const SMALLEST = 16 << 10;

/**
 * Memory that is used again: touching new memory costs more than all the rest of receiving. Whoever has done with a message gives its buffer back.
 * Buffers come in sizes of at most a sixteenth more than asked. What nobody has taken for a while is let go.
 */
export class BufferPool implements MessageMemory, Disposable {
  readonly #free = new Map<number, ArrayBuffer[]>();
  #bytes = 0;
  #trim: NodeJS.Timeout | undefined;

  /**
   * @param mostBytes what may lie here unused
   * @param keepMs after so long without a message all is let go
   */
  constructor(
    private readonly mostBytes: number,
    private readonly keepMs = 30_000,
  ) {}

  /** Bytes that lie here unused. */
  get bytes(): number {
    return this.#bytes;
  }

  take(size: number): Uint8Array {
    if (size < SMALLEST) return FRESH_MEMORY.take(size);
    const room = roomFor(size);
    const buffer = this.#free.get(room)?.pop();
    if (buffer) this.#bytes -= room;
    this.#rearm();
    return new Uint8Array(buffer ?? fresh(room));
  }

  /** Takes a buffer back; nothing may use it any more. Those that are not {@link isPooled}, and those beyond the bound, are left to the collector. */
  give(buffer: ArrayBuffer): void {
    const room = buffer.byteLength;
    if (!isPooled(buffer) || this.#bytes + room > this.mostBytes) return;
    const list = this.#free.get(room);
    if (list) list.push(buffer);
    else this.#free.set(room, [buffer]);
    this.#bytes += room;
    this.#rearm();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#trim);
    this.#free.clear();
    this.#bytes = 0;
  }

  #rearm(): void {
    if (this.#trim) this.#trim.refresh();
    else this.#trim = setTimeout(() => this[Symbol.dispose](), this.keepMs).unref();
  }
}

/** Whether a pool would take this buffer: by its size alone, so that no other thread needs to know the pool. */
export function isPooled({ byteLength }: ArrayBuffer): boolean {
  return byteLength >= SMALLEST && byteLength === roomFor(byteLength);
}

/** New memory of a size that a pool takes back. */
export const POOLED_MEMORY: MessageMemory = { take: (size) => (size < SMALLEST ? FRESH_MEMORY.take(size) : new Uint8Array(fresh(roomFor(size)))) };

/** Sixteen sizes between each two powers of two, all of them multiples of 512. */
function roomFor(size: number): number {
  const step = 2 ** (Math.floor(Math.log2(size - 1)) - 4);
  return Math.ceil(size / step) * step;
}

/** Not zeroed: all of it is written. */
function fresh(size: number): ArrayBuffer {
  const { buffer } = Buffer.allocUnsafeSlow(size);
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new TypeError('A buffer without memory of its own.');
}
