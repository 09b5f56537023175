/** Memory for parts of one size, used again once a part is gone: fresh memory for each costs more than sending it. */
export class PartMemory {
  readonly #free: Uint8Array[] = [];

  constructor(readonly size: number) {}

  /** What is in it is of no meaning. */
  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.size);
  }

  /** Nobody reads the part any more. */
  give(part: Uint8Array): void {
    if (part.byteLength === this.size) this.#free.push(part);
  }
}

/** The content in pieces as large as the memory's, the last one shorter; one piece at a time is in memory here. */
export async function* partsOf(content: AsyncIterable<Uint8Array>, memory: PartMemory): AsyncGenerator<Uint8Array> {
  const { size } = memory;
  let part: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of content) {
    for (let at = 0; at < chunk.byteLength; ) {
      part ??= memory.take();
      const taken = Math.min(size - filled, chunk.byteLength - at);
      part.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < size) continue;
      yield part;
      part = undefined;
      filled = 0;
    }
  }
  if (part) yield part.subarray(0, filled);
}
