const INDEX_BITS = 14;
const REGISTERS = 1 << INDEX_BITS;
/** Of Flajolet et al., “HyperLogLog” (2007), for this many registers. */
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Counts different values in 16 KiB, however many there are: the standard error is 0.8 %. */
export class HyperLogLog {
  readonly #registers = new Uint8Array(REGISTERS);

  /** A value by two hashes of 32 bits that are independent of each other. */
  add(one: number, other: number): void {
    const index = one >>> (32 - INDEX_BITS);
    const rank = Math.clz32(other) + 1;
    if (rank > (this.#registers[index] ?? 0)) this.#registers[index] = rank;
  }

  get count(): number {
    let [sum, empty] = [0, 0];
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const estimate = (ALPHA * REGISTERS * REGISTERS) / sum;
    // Of few values the registers that none has come to say more.
    return Math.round(estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate);
  }
}

/** Mixes a word into a hash: a step of MurmurHash3. */
export function mixed(hash: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51);
  key = Math.imul((key << 15) | (key >>> 17), 0x1b873593);
  const next = hash ^ key;
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

/** Its last step: every bit of the hash depends on every bit before. */
export function finished(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}
