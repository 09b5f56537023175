import { type ByteRange, readObject, type ReadHead, type ReadSource } from './readObject';

const PART = 4 * 1024 * 1024;
/** Parts on their way at once: as many are in memory at most. */
const PARALLEL = 4;

/**
 * Like {@link readObject}; what is longer than a part comes in several at once, each checked to be of the same content, and is given out in order.
 * One connection is bound by the way to the server and back; several fill the line.
 */
export async function* readInParts(source: ReadSource, range: ByteRange | undefined, contentId: string | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { start, end } = range ?? { start: 0, end: Infinity };
  const first = { start, end: Math.min(start + PART, end) };
  const stop = new AbortController();
  const parts = new PartsAhead(source, first.end, end, AbortSignal.any([signal, stop.signal]));
  let position = start;
  try {
    const options = { onHead: (head: ReadHead) => parts.begin(head), orWhole: range === undefined };
    for await (const chunk of readObject(source, first, contentId, signal, options)) {
      position += chunk.byteLength;
      yield chunk;
    }
    if (parts.begun) yield* parts.chunks();
    else if (position === first.end) yield* readObject(source, { start: position, end }, contentId, signal);
  } finally {
    stop.abort();
  }
}

/** The parts behind the first, some of them on their way. */
class PartsAhead {
  readonly #coming: Promise<readonly Uint8Array[]>[] = [];
  #head: Required<ReadHead> | undefined;

  /** @param next where the first part ends */
  constructor(
    private readonly source: ReadSource,
    private next: number,
    private readonly end: number,
    private readonly signal: AbortSignal,
  ) {}

  get begun(): boolean {
    return this.#head !== undefined;
  }

  /** Parts of a content without an id could be of two contents: they are not begun. */
  begin({ id, size }: ReadHead): void {
    if (this.#head || id === undefined || size === undefined) return;
    this.#head = { id, size };
    this.#fill(this.#head);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (let part = this.#coming.shift(); part; part = this.#coming.shift()) {
      const chunks = await part;
      if (this.#head) this.#fill(this.#head);
      yield* chunks;
    }
  }

  #fill({ id, size }: Required<ReadHead>): void {
    const end = Math.min(size, this.end);
    while (this.#coming.length < PARALLEL - 1 && this.next < end) {
      const part = { start: this.next, end: Math.min(this.next + PART, end) };
      const coming = gathered(readObject(this.source, part, id, this.signal));
      // Who takes it hears of a failure; until then nobody has to.
      coming.catch(() => undefined);
      this.#coming.push(coming);
      this.next = part.end;
    }
  }
}

async function gathered(content: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return chunks;
}
