/** A small seeded generator (mulberry32), so that a failing case can be repeated. */
export class Random {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  /** Unsigned, of at most this many bits; small ones are as likely as large ones. */
  bits(most: number): bigint {
    let value = 0n;
    for (let bit = this.int(0, most); bit > 0; bit--) value = (value << 1n) | BigInt(this.int(0, 1));
    return value;
  }

  signed(bits: number): bigint {
    return BigInt.asIntN(bits, this.bits(bits));
  }
}

/** How many random cases: few by default, many for a full run. */
export const CASES = process.env['HEADWATER_FULL'] === '1' ? 10_000 : 2_000;
