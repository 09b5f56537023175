/** Bytes of a body that are read ahead of whoever takes them: with less, half of the time goes into stopping and starting. */
const AHEAD = 1024 * 1024;

/** Where a body comes from. */
export interface BodySource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** A body as it comes, for one reader. Ending the iteration early ends the connection. */
export class ReplyBody implements AsyncIterable<Uint8Array> {
  readonly #pieces: Uint8Array[] = [];
  /** Bytes in the pieces. */
  #held = 0;
  /** True where all of it is held at once anyhow. */
  #asOne = false;
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(private readonly source: BodySource) {}

  take(piece: Uint8Array): void {
    if (this.#end) return;
    this.#pieces.push(piece);
    this.#held += piece.byteLength;
    if (this.#held > AHEAD && !this.#asOne) this.source.pause();
    if (!this.#asOne) this.#wake?.();
  }

  /** Nothing more comes: all is there, or `error` says why not. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          this.#held -= piece.byteLength;
          if (this.#held <= AHEAD / 2) this.source.resume();
          yield piece;
        } else if (this.#ended()) return;
        else await this.#change();
      }
    } finally {
      this.#abandon();
    }
  }

  /** All of it, for what is short. */
  async whole(): Promise<Buffer> {
    this.#asOne = true;
    this.source.resume();
    while (!this.#ended()) await this.#change();
    const [only = Buffer.alloc(0)] = this.#pieces;
    return this.#pieces.length > 1 ? Buffer.concat(this.#pieces) : Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  }

  /** Reads the rest away, so that the connection can be used again; ends it where that is more than `most` bytes. Never throws. */
  async discard(most: number): Promise<void> {
    let seen = 0;
    try {
      for await (const piece of this) {
        seen += piece.byteLength;
        if (seen > most) return;
      }
    } catch {
      // A connection that broke needs no more reading.
    }
  }

  /** @throws what {@link end} was told */
  #ended(): boolean {
    if (this.#end === undefined) return false;
    if ('error' in this.#end) throw this.#end.error;
    return true;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #abandon(): void {
    if (this.#end) return;
    this.#end = {};
    this.#pieces.length = 0;
    this.source.abort(new Error('nobody reads on'));
  }
}
