/** Where the memory of received messages comes from. */
export interface MessageMemory {
  /** `size` bytes at the start of a buffer that holds nothing else; what is in them is undefined. */
  take(size: number): Uint8Array;
}

/** New memory for each message. */
export const FRESH_MEMORY: MessageMemory = { take: (size) => new Uint8Array(fresh(size), 0, size) };

/**
 * Memory that is used again: touching new memory costs more than all the rest of receiving. Whoever has done with a message gives its buffer back.
 * Buffers come in sizes of at most an eighth more than asked. What nobody has taken for a while is let go.
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
    const room = roomFor(size);
    const buffer = this.#free.get(room)?.pop();
    if (buffer) this.#bytes -= room;
    this.#rearm();
    return new Uint8Array(buffer ?? fresh(room), 0, size);
  }

  /** Takes a buffer back; nothing may use it any more. Buffers of other sizes than the pool's, and those beyond its bound, are left to the collector. */
  give(buffer: ArrayBuffer): void {
    const room = buffer.byteLength;
    if (room === 0 || room !== roomFor(room) || this.#bytes + room > this.mostBytes) return;
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

/** Eight sizes between each two powers of two; from 4 KiB on. */
function roomFor(size: number): number {
  if (size <= 4096) return 4096;
  const step = 2 ** Math.max(0, Math.floor(Math.log2(size - 1)) - 3);
  return Math.ceil(size / step) * step;
}

/** Not zeroed: all of it is written. */
function fresh(size: number): ArrayBuffer {
  const { buffer } = Buffer.allocUnsafeSlow(size);
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new TypeError('A buffer without memory of its own.');
}
