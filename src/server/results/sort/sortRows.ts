import type { SortKey } from '../../../protocol/resultsArrange';
import type { ColumnKeys } from '../keys/columnKeys';
import { readKeys } from '../keys/columnKeys';
import type { Pacer } from '../pacer';
import type { Rows } from '../store/rows';
import { RadixMemory, sortByWord } from './radix';

/**
 * The order of rows by some columns, the first of which counts most. NULLs stand last whatever the direction; equal rows stay in their order.
 * Gives row numbers.
 * @param among rows in ascending order; absent = all
 * @throws HeadwaterError, CancelledError
 */
export async function sortRows(rows: Rows, by: readonly SortKey[], among: Uint32Array | undefined, pacer: Pacer): Promise<Uint32Array> {
  const count = among?.length ?? rows.rows;
  const memory = new RadixMemory(count);
  let order = places(count);
  for (const { column, descending } of [...by].reverse()) order = await orderBy(order, await readKeys(rows, column, among, pacer), descending, memory, pacer);
  if (among) for (let at = 0; at < count; at++) order[at] = among[order[at] ?? 0] ?? 0;
  return order;
}

/** Brings an order of places into that of their keys; equal ones stay as they were. */
export async function orderBy(order: Uint32Array, keys: ColumnKeys, descending: boolean, memory: RadixMemory, pacer: Pacer): Promise<Uint32Array> {
  let sorted = order;
  for (const word of [...keys.words].reverse()) sorted = await sortByWord(sorted, word, descending, memory, pacer);
  return keys.nulls ? nullsLast(sorted, keys.nulls, keys.nullCount, memory) : sorted;
}

export function places(count: number): Uint32Array {
  const all = new Uint32Array(count);
  for (let at = 0; at < count; at++) all[at] = at;
  return all;
}

function nullsLast(order: Uint32Array, nulls: Uint8Array, nullCount: number, memory: RadixMemory): Uint32Array {
  const to = memory.otherOrder;
  let value = 0;
  let empty = order.length - nullCount;
  for (const place of order) {
    if (nulls[place] === 1) to[empty++] = place;
    else to[value++] = place;
  }
  memory.otherOrder = order;
  return to;
}
