/** The bytes end before the value does: more have to come. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete';
}

/** Thrown with each piece of bytes: making it anew would cost a look at the stack. */
const INCOMPLETE = new Incomplete();

/** Bytes that are not the JSON, or not the value, that stands here. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

const FIRST_SIZE = 8 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Bytes of a JSON text that arrives in pieces, and a place in them. One byte behind the last is always 0, which no JSON text holds,
 * so that reading needs no look at the end: whoever meets it asks {@link stop}.
 */
export class JsonCursor {
  bytes: Buffer = Buffer.alloc(FIRST_SIZE);
  at = 0;
  end = 0;

  /** Adds what arrived. What stands before `from` is let go. */
  append(chunk: Uint8Array, from: number): void {
    const kept = this.end - from;
    const size = kept + chunk.byteLength;
    if (size + 1 > this.bytes.byteLength) {
      const larger = Buffer.alloc(Math.max(size + 1, this.bytes.byteLength * 2));
      larger.set(this.bytes.subarray(from, this.end));
      this.bytes = larger;
    } else if (from > 0) this.bytes.copyWithin(0, from, this.end);
    this.bytes.set(chunk, kept);
    this.bytes[size] = 0;
    this.end = size;
    this.at -= from;
    // One huge element must not hold its memory for good.
    if (size + 1 < FIRST_SIZE && this.bytes.byteLength > FIRST_SIZE * 512) this.bytes = Buffer.from(this.bytes.subarray(0, FIRST_SIZE));
  }

  /** The byte at the place; 0 at the end. */
  get byte(): number {
    return this.bytes[this.at] ?? 0;
  }

  /** Skips white space and gives the byte behind it. @throws Incomplete at the end */
  next(): number {
    const { bytes } = this;
    let byte = bytes[this.at] ?? 0;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.at] ?? 0;
    if (byte === 0) throw this.stop('a value');
    return byte;
  }

  /** Takes one byte behind white space. */
  expect(byte: number): void {
    if (this.next() !== byte) throw this.stop(`“${String.fromCharCode(byte)}”`);
    this.at += 1;
  }

  /** What to throw where something else stands than `expected`: {@link Incomplete} at the end. */
  stop(expected: string): Error {
    if (this.at >= this.end) return INCOMPLETE;
    return new JsonError(`${expected} was expected at “${this.bytes.toString('utf8', this.at, Math.min(this.end, this.at + 24))}”`);
  }

  /** Takes a word such as `null` whose first letter stands here. */
  word(word: string): void {
    for (let index = 0; index < word.length; index++) {
      if ((this.bytes[this.at + index] ?? 0) !== word.charCodeAt(index)) {
        this.at += index;
        throw this.stop(word);
      }
    }
    this.at += word.length;
  }

  /** Moves to the end of the string that begins here: behind its closing quote. */
  skipString(): void {
    const { bytes } = this;
    let at = this.at + 1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) at += (bytes[at + 1] ?? 0) === 0 ? 1 : 2;
      else if (byte < 0x20) {
        this.at = at;
        throw this.stop('a closing quote');
      } else at += 1;
    }
    this.at = at + 1;
  }

  /** Moves behind the value that begins here, whatever it is. */
  skipValue(): void {
    let depth = 0;
    do {
      const byte = this.next();
      if (byte === QUOTE) this.skipString();
      else if (byte === 0x7b || byte === 0x5b) {
        depth += 1;
        this.at += 1;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (depth === 0) throw this.stop('a value');
        depth -= 1;
        this.at += 1;
      } else if (byte === 0x2c || byte === 0x3a) {
        if (depth === 0) throw this.stop('a value');
        this.at += 1;
      } else this.#skipAtom();
    } while (depth > 0);
  }

  /** The text between two places. */
  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  #skipAtom(): void {
    const { bytes } = this;
    let byte = bytes[this.at] ?? 0;
    const start = this.at;
    while ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x45 || byte === 0x49 || byte === 0x4e) byte = bytes[++this.at] ?? 0;
    // A number at the end of what is there may go on.
    if (this.at === start || this.at >= this.end) throw this.stop('a value');
  }
}
