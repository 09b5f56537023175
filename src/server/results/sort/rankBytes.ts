import type { ByteArena } from '../keys/byteArena';
import type { Pacer } from '../pacer';
import { RadixMemory, sortByWord } from './radix';

/** Fewer values than this are compared with each other instead of being sorted by their bytes. */
const FEW = 96;
/** Values compared between two looks at the clock. */
const STEP = 2_048;

interface Segment {
  readonly from: number;
  readonly end: number;
  /** Bytes at which its values are known to be equal. */
  readonly depth: number;
}

/** The rank of each value in the order of its bytes, from 0; equal values have equal ranks. */
export async function rankBytes(arena: ByteArena, pacer: Pacer): Promise<Uint32Array> {
  const order = await orderOf(arena, pacer);
  const ranks = new Uint32Array(arena.count);
  let rank = 0;
  for (let at = 0; at < order.length; at++) {
    const one = order[at] ?? 0;
    if (at > 0 && compare(arena, order[at - 1] ?? 0, one, 0) !== 0) rank += 1;
    ranks[one] = rank;
    if ((at & (STEP * 4 - 1)) === 0 && pacer.due) await pacer.pause();
  }
  return ranks;
}

/** Four bytes at a time from the left: values that are equal so far are sorted by their next ones. */
async function orderOf(arena: ByteArena, pacer: Pacer): Promise<Uint32Array> {
  const { count } = arena;
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = at;
  const words = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  const waiting: Segment[] = [{ from: 0, end: count, depth: 0 }];
  let handled = 0;
  for (let segment = waiting.pop(); segment; segment = waiting.pop()) {
    const { from, end, depth } = segment;
    handled += end - from;
    if (end - from <= FEW) compareFew(arena, order, segment);
    else {
      await sortSegment(arena, order, segment, { words, lengths }, pacer);
      await split(order, { words, lengths }, { from, end, depth }, waiting, pacer);
    }
    if (handled < STEP) continue;
    handled = 0;
    if (pacer.due) await pacer.pause();
  }
  return order;
}

interface NextBytes {
  /** The next four bytes of each value, with zeros behind its end. */
  readonly words: Uint32Array;
  /** How many of them there are. */
  readonly lengths: Uint32Array;
}

async function sortSegment({ values, starts }: ByteArena, order: Uint32Array, { from, end, depth }: Segment, { words, lengths }: NextBytes, pacer: Pacer): Promise<void> {
  for (let at = from; at < end; at++) {
    const one = order[at] ?? 0;
    const start = (starts[one] ?? 0) + depth;
    const left = (starts[one + 1] ?? 0) - start;
    const b0 = left > 0 ? (values[start] ?? 0) : 0;
    const b1 = left > 1 ? (values[start + 1] ?? 0) : 0;
    const b2 = left > 2 ? (values[start + 2] ?? 0) : 0;
    const b3 = left > 3 ? (values[start + 3] ?? 0) : 0;
    words[one] = (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
    lengths[one] = left < 4 ? left : 4;
    if ((at & (STEP * 8 - 1)) === 0 && pacer.due) await pacer.pause();
  }
  const part = order.slice(from, end);
  const memory = new RadixMemory(part.length);
  // A value that ends stands before one that goes on with a zero.
  const byLength = await sortByWord(part, lengths, false, memory, pacer);
  order.set(await sortByWord(byLength, words, false, memory, pacer), from);
}

/** What is equal so far and goes on is to be sorted further. */
async function split(order: Uint32Array, { words, lengths }: NextBytes, { from, end, depth }: Segment, waiting: Segment[], pacer: Pacer): Promise<void> {
  let start = from;
  for (let at = from + 1; at <= end; at++) {
    const [first, here] = [order[start] ?? 0, order[at] ?? 0];
    if (at < end && words[here] === words[first] && lengths[here] === lengths[first]) continue;
    if (at - start > 1 && lengths[first] === 4) waiting.push({ from: start, end: at, depth: depth + 4 });
    start = at;
    if ((at & (STEP * 8 - 1)) === 0 && pacer.due) await pacer.pause();
  }
}

function compareFew(arena: ByteArena, order: Uint32Array, { from, end, depth }: Segment): void {
  order.subarray(from, end).sort((one, other) => compare(arena, one, other, depth) || one - other);
}

function compare({ values, starts }: ByteArena, one: number, other: number, depth: number): number {
  let [left, right] = [(starts[one] ?? 0) + depth, (starts[other] ?? 0) + depth];
  const [leftEnd, rightEnd] = [starts[one + 1] ?? 0, starts[other + 1] ?? 0];
  for (; left < leftEnd && right < rightEnd; left++, right++) {
    const difference = (values[left] ?? 0) - (values[right] ?? 0);
    if (difference !== 0) return difference;
  }
  return leftEnd - left - (rightEnd - right);
}
