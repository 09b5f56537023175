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
  const differing = await differingBits(word, count, pacer);
  if (differing === 0) return order;
  const counts = Array.from({ length: PASSES }, () => new Uint32Array(DIGITS));
  const flip = descending ? 0xffff_ffff : 0;
  for (let from = 0; from < count; from += STEP) {
    countDigits(order, word, flip, memory.keys, counts, from, Math.min(count, from + STEP));
    if (pacer.due) await pacer.pause();
  }
  for (const [pass, digits] of counts.entries()) {
    const shift = pass * DIGIT_BITS;
    if (((differing >>> shift) & MASK) === 0) continue;
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

/** The bits in which some of the first `count` words differ. */
async function differingBits(word: Uint32Array, count: number, pacer: Pacer): Promise<number> {
  let differing = 0;
  for (let from = 0; from < count; from += STEP) {
    differing |= bitsUnlike(word, word[0] ?? 0, from, Math.min(count, from + STEP));
    if (pacer.due) await pacer.pause();
  }
  return differing;
}

// The loops stand in functions of their own: within those that wait for others they are several times slower.

function bitsUnlike(word: Uint32Array, one: number, from: number, end: number): number {
  let differing = 0;
  for (let at = from; at < end; at++) differing |= (word[at] ?? 0) ^ one;
  return differing;
}

function countDigits(order: Uint32Array, word: Uint32Array, flip: number, keys: Uint32Array, [low, middle, high]: readonly Uint32Array[], from: number, end: number): void {
  if (!low || !middle || !high) return;
  for (let at = from; at < end; at++) {
    const key = ((word[order[at] ?? 0] ?? 0) ^ flip) >>> 0;
    keys[at] = key;
    const [lowDigit, middleDigit, highDigit] = [key & MASK, (key >>> DIGIT_BITS) & MASK, key >>> (2 * DIGIT_BITS)];
    low[lowDigit] = (low[lowDigit] ?? 0) + 1;
    middle[middleDigit] = (middle[middleDigit] ?? 0) + 1;
    high[highDigit] = (high[highDigit] ?? 0) + 1;
  }
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
