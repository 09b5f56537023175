import type { ByteArena } from '../keys/byteArena';
import type { Pacer } from '../pacer';

/** Bytes compared at once: with a mark for the end they just fit into the exact integers of a double. */
const BYTES = 6;
/** Above the least bit of a key stand its bytes; below, how many of them there are. */
const ENDS = 8;
const HALF = 2 ** 24;
/** Fewer values than this are put in order one by one. */
const FEW = 12;
/** Values handled between two looks at the clock. */
const STEP = 32_768;

/** The rank of each value in the order of its bytes, from 0; equal values have equal ranks. */
export async function rankBytes(arena: ByteArena, pacer: Pacer): Promise<Uint32Array> {
  const sorter = new ByteSorter(arena);
  await sorter.sort(pacer);
  return sorter.ranks();
}

/** Values known to be equal in their first `depth` bytes. */
interface Segment {
  readonly from: number;
  readonly end: number;
  readonly depth: number;
}

/** The keys of a segment are being read. */
interface Reading extends Segment {
  readonly kind: 'reading';
  next: number;
}

/** A segment is being split in three: what is less than the pivot, equal to it, and greater. */
interface Splitting extends Segment {
  readonly kind: 'splitting';
  less: number;
  at: number;
  greater: number;
  readonly pivot: number;
}

/** A quicksort of the next bytes of all values; those that are equal so far are sorted by the bytes that follow. */
class ByteSorter {
  readonly #order: Uint32Array;
  /** The next bytes of the value at each place of the order. */
  readonly #keys: Float64Array;
  /** 1 at each place with another value than the place before. */
  readonly #first: Uint8Array;
  readonly #waiting: (Reading | Splitting)[] = [];
  #random = 0x9e37_79b9;

  constructor(private readonly arena: ByteArena) {
    this.#order = new Uint32Array(arena.count);
    for (let at = 0; at < arena.count; at++) this.#order[at] = at;
    this.#keys = new Float64Array(arena.count);
    this.#first = new Uint8Array(arena.count);
  }

  async sort(pacer: Pacer): Promise<void> {
    this.#read({ from: 0, end: this.arena.count, depth: 0 });
    while (this.#some()) if (pacer.due) await pacer.pause();
  }

  /** Handles some values. Gives whether there are more. */
  #some(): boolean {
    let left = STEP;
    while (left > 0) {
      const one = this.#waiting.pop();
      if (!one) return false;
      left -= one.kind === 'reading' ? this.#goOnReading(one, left) : this.#goOnSplitting(one, left);
    }
    return true;
  }

  ranks(): Uint32Array {
    const ranks = new Uint32Array(this.arena.count);
    let rank = -1;
    for (let at = 0; at < ranks.length; at++) {
      rank += this.#first[at] ?? 0;
      ranks[this.#order[at] ?? 0] = rank;
    }
    return ranks;
  }

  #read({ from, end, depth }: Segment): void {
    this.#waiting.push({ kind: 'reading', from, end, depth, next: from });
  }

  /** A few values are put in order at once. */
  #sortKeys(segment: Segment): void {
    const { from, end, depth } = segment;
    if (end - from <= FEW) this.#insert(segment);
    else this.#waiting.push({ kind: 'splitting', from, end, depth, less: from, at: from, greater: end, pivot: this.#pivot(from, end) });
  }

  #goOnReading(segment: Reading, most: number): number {
    const { next, depth } = segment;
    const end = Math.min(segment.end, next + most);
    this.#readKeys(next, end, depth);
    segment.next = end;
    if (end < segment.end) this.#waiting.push(segment);
    else this.#sortKeys(segment);
    return end - next;
  }

  /** Zeros stand behind the end of a value; the mark tells them from zeros of its own. */
  #readKeys(from: number, end: number, depth: number): void {
    const { values, starts } = this.arena;
    for (let at = from; at < end; at++) {
      const one = this.#order[at] ?? 0;
      const start = (starts[one] ?? 0) + depth;
      const left = (starts[one + 1] ?? 0) - start;
      const b0 = left > 0 ? (values[start] ?? 0) : 0;
      const b1 = left > 1 ? (values[start + 1] ?? 0) : 0;
      const b2 = left > 2 ? (values[start + 2] ?? 0) : 0;
      const b3 = left > 3 ? (values[start + 3] ?? 0) : 0;
      const b4 = left > 4 ? (values[start + 4] ?? 0) : 0;
      const b5 = left > 5 ? (values[start + 5] ?? 0) : 0;
      this.#keys[at] = (((b0 << 16) | (b1 << 8) | b2) * HALF + ((b3 << 16) | (b4 << 8) | b5)) * ENDS + (left < BYTES ? left : BYTES);
    }
  }

  /** The middle one of three at random places: no order of the values makes this slow. */
  #pivot(from: number, end: number): number {
    const [one, two, three] = [this.#anyKey(from, end), this.#anyKey(from, end), this.#anyKey(from, end)];
    return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
  }

  #anyKey(from: number, end: number): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return this.#keys[from + ((this.#random >>> 0) % (end - from))] ?? 0;
  }

  #goOnSplitting(split: Splitting, most: number): number {
    const [keys, order] = [this.#keys, this.#order];
    const { pivot } = split;
    let { less, at, greater } = split;
    let steps = 0;
    for (; at < greater && steps < most; steps++) {
      const key = keys[at] ?? 0;
      if (key === pivot) {
        at++;
        continue;
      }
      const other = key < pivot ? less++ : --greater;
      const value = order[at] ?? 0;
      keys[at] = keys[other] ?? 0;
      order[at] = order[other] ?? 0;
      keys[other] = key;
      order[other] = value;
      if (key < pivot) at++;
    }
    split.less = less;
    split.at = at;
    split.greater = greater;
    if (at < greater) this.#waiting.push(split);
    else this.#splitDone(split);
    return steps;
  }

  #splitDone({ from, less, greater, end, depth }: Splitting): void {
    if (less > from) this.#sortKeys({ from, end: less, depth });
    this.#alike(less, greater, depth);
    if (greater < end) this.#sortKeys({ from: greater, end, depth });
  }

  #insert({ from, end, depth }: Segment): void {
    const [keys, order] = [this.#keys, this.#order];
    for (let at = from + 1; at < end; at++) {
      const [key, value] = [keys[at] ?? 0, order[at] ?? 0];
      let place = at;
      for (; place > from && (keys[place - 1] ?? 0) > key; place--) {
        keys[place] = keys[place - 1] ?? 0;
        order[place] = order[place - 1] ?? 0;
      }
      keys[place] = key;
      order[place] = value;
    }
    let start = from;
    for (let at = from + 1; at <= end; at++) {
      if (at < end && keys[at] === keys[start]) continue;
      this.#alike(start, at, depth);
      start = at;
    }
  }

  /** Values with equal keys: they are equal, unless they go on. */
  #alike(from: number, end: number, depth: number): void {
    if (end - from > 1 && (this.#keys[from] ?? 0) % ENDS === BYTES) this.#read({ from, end, depth: depth + BYTES });
    else if (end > from) this.#first[from] = 1;
  }
}
