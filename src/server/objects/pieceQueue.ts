/** Bytes from one side to the other, one piece at a time: `push` waits until the piece before was taken. */
export class PieceQueue implements AsyncIterable<Uint8Array> {
  #piece: Uint8Array | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void)[] = [];

  /** @throws what {@link fail} was told */
  async push(piece: Uint8Array): Promise<void> {
    this.#piece = piece;
    this.#tell();
    await this.#taken();
    if (this.#failure) throw this.#failure.error;
  }

  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** Ends both sides with an error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#tell();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      const piece = this.#piece;
      if (piece !== undefined) {
        yield piece;
        this.#piece = undefined;
        this.#tell();
      } else if (this.#ended) return;
      else await this.#change();
    }
  }

  async #taken(): Promise<void> {
    while (this.#piece !== undefined && !this.#failure) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
