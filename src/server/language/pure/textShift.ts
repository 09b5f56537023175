import type { TextRange } from '../../../core/errors';

/** One change that turned a text into another: what stood between `start` and `oldEnd` now ends at `newEnd`. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The smallest single change between two texts; `undefined` where they are equal. */
export function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

/** Where a range is after a change; `undefined` where the change touched it. */
export function shiftRange(range: TextRange, change: TextChange): TextRange | undefined {
  if (range.end < change.start) return range;
  const by = change.newEnd - change.oldEnd;
  if (range.start > change.oldEnd || (range.start === change.oldEnd && change.start < change.oldEnd)) return { start: range.start + by, end: range.end + by };
  return undefined;
}
