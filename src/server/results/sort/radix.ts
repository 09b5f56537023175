import type { Pacer } from '../pacer';

/** Bits of a word sorted in one pass: so many counters stay in the processor's nearest cache. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const MASK = DIGITS - 1;
const PASSES = 3;
/** Values moved between two looks at the clock. */
const STEP = 32_768;

/** Memory for sorting, used again for every word. */
export class RadixMemory {
  keys: Uint32Array;
  otherKeys: Uint32Array;
  otherOrder: Uint32Array;

  constructor(count: number) {
    this.keys = new Uint32Array(count);
    this.otherKeys = new Uint32Array(count);
    this.otherOrder = new Uint32Array(count);
  }
}

/**
 * Sorts `order` by the words that it points at, keeping the order of equal ones. Passes whose digits are all alike are left out.
 * Gives the sorted order: `order` itself or the memory's other one, which then trade places.
 */
export async function sortByWord(order: Uint32Array, word: Uint32Array, descending: boolean, memory: RadixMemory, pacer: Pacer): Promise<Uint32Array> {
  const count = order.length;
  const counts = [new Uint32Array(DIGITS), new Uint32Array(DIGITS), new Uint32Array(DIGITS)];
  const [low, middle, high] = counts;
  if (!low || !middle || !high) return order;
  const flip = descending ? 0xffff_ffff : 0;
  for (let from = 0; from < count; from += STEP) {
    const end = Math.min(count, from + STEP);
    const { keys } = memory;
    for (let at = from; at < end; at++) {
      const key = ((word[order[at] ?? 0] ?? 0) ^ flip) >>> 0;
      keys[at] = key;
      another(low, key & MASK);
      another(middle, (key >>> DIGIT_BITS) & MASK);
      another(high, key >>> (2 * DIGIT_BITS));
    }
    if (pacer.due) await pacer.pause();
  }
  for (let pass = 0; pass < PASSES; pass++) {
    const digits = counts[pass];
    if (!digits || count === 0) continue;
    const shift = pass * DIGIT_BITS;
    if (digits[((memory.keys[0] ?? 0) >>> shift) & MASK] === count) continue;
    startsOf(digits);
    for (let from = 0; from < count; from += STEP) {
      scatter(order, memory, digits, shift, from, Math.min(count, from + STEP));
      if (pacer.due) await pacer.pause();
    }
    [order, memory.otherOrder] = [memory.otherOrder, order];
    [memory.keys, memory.otherKeys] = [memory.otherKeys, memory.keys];
  }
  return order;
}

function another(counts: Uint32Array, digit: number): void {
  counts[digit] = (counts[digit] ?? 0) + 1;
}

/** Counts become the place of the first of each digit. */
function startsOf(counts: Uint32Array): void {
  let sum = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] ?? 0;
    counts[digit] = sum;
    sum += count;
  }
}

function scatter(order: Uint32Array, { keys, otherKeys, otherOrder }: RadixMemory, places: Uint32Array, shift: number, from: number, end: number): void {
  for (let at = from; at < end; at++) {
    const key = keys[at] ?? 0;
    const digit = (key >>> shift) & MASK;
    const place = places[digit] ?? 0;
    places[digit] = place + 1;
    otherKeys[place] = key;
    otherOrder[place] = order[at] ?? 0;
  }
}
