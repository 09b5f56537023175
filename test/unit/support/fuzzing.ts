import { random } from './random';

/** A whole number from 0 up to the limit, which is left out. */
export type Below = (limit: number) => number;

/** Bytes that a decoder reads, and what it does with others. */
export interface Fuzzed {
  readonly name: string;
  readonly golden: Uint8Array;
  /** Bytes that mean something to it; others are put in, too. */
  readonly telling?: Uint8Array;
  /** Reads all of it. @throws what `refuses` knows, and nothing else */
  readonly decode: (bytes: Uint8Array, below: Below) => void;
  readonly refuses: (error: unknown) => boolean;
}

/** Decodes bytes that are changed at random. @returns how many of them could be read @throws Error with the seed, the round and the bytes */
export function fuzz({ name, golden, telling, decode, refuses }: Fuzzed, rounds: number, seed: number): number {
  const below = random(seed);
  const scratch = new Scratch(golden, telling ?? golden);
  let read = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = scratch.changed(below);
    try {
      decode(bytes, below);
      read += 1;
    } catch (error) {
      if (!refuses(error)) throw new Error(`${name}: seed ${seed}, round ${round}: ${String(error)}\n${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
  }
  return read;
}

/** Changes are made in one piece of memory; what is decoded is as long as its bytes, so that reading beyond them is seen. */
class Scratch {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(
    private readonly golden: Uint8Array,
    private readonly telling: Uint8Array,
  ) {
    this.#bytes = new Uint8Array(golden.length + 32);
  }

  /** Bytes are changed, left out and doubled, the end is cut off, lengths become very large: one to three of these. */
  changed(below: Below): Uint8Array {
    const bytes = this.#bytes;
    bytes.set(this.golden);
    this.#length = this.golden.length;
    for (let count = 1 + below(3); count > 0; count--) this.#change(below(7), below(this.#length), below);
    return bytes.slice(0, this.#length);
  }

  #change(kind: number, at: number, below: Below): void {
    const bytes = this.#bytes;
    switch (kind) {
      case 0:
        bytes[at] = below(256);
        return;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        return;
      case 2:
        bytes[at] = this.telling[below(this.telling.length)] ?? 0;
        return;
      case 3:
        this.#length = Math.max(1, at);
        return;
      case 4:
        bytes.fill(0xff, at, Math.min(this.#length, at + 4));
        return;
      case 5: {
        const gone = Math.min(this.#length - 1, at + 1 + below(4)) - at;
        if (gone <= 0) return;
        bytes.copyWithin(at, at + gone, this.#length);
        this.#length -= gone;
        return;
      }
      default: {
        const doubled = Math.min(at, 4);
        bytes.copyWithin(at, at - doubled, this.#length);
        this.#length += doubled;
      }
    }
  }
}
