import { HeadwaterError } from '../../../core/errors';
import type { PegasusTable } from '../client/pegasusTable';
import type { KeyFilter, SortKeyRange } from '../client/ranges';
import type { Scanner } from '../client/scanner';
import { splitKey } from '../keys/fullKey';

/** Partitions: more would load the cluster. */
const AT_ONCE = 4;
const DELETED_AT_ONCE = 100;

/** A table that is split while it is counted is counted again. */
const COUNT_TRIES = 5;

export interface CountOptions {
  readonly hashKeyFilter?: KeyFilter | undefined;
  readonly sortKeyFilter?: KeyFilter | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * All rows of a table, counted on the servers.
 * @param progress is told after each partition
 * @returns rows by partition
 * @throws HeadwaterError with kind `changed` where the table is split again and again
 */
export async function countPartitions(table: PegasusTable, options: CountOptions, progress: (done: number, of: number) => void = () => undefined): Promise<ReadonlyMap<number, number>> {
  for (let tries = 1; ; tries += 1) {
    const { counts, scanners } = await countOnce(table, options, progress);
    try {
      await table.afterSplit(scanners, options);
      return counts;
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.failure.kind !== 'changed' || tries >= COUNT_TRIES) throw error;
    }
  }
}

async function countOnce(table: PegasusTable, options: CountOptions, progress: (done: number, of: number) => void): Promise<{ readonly counts: ReadonlyMap<number, number>; readonly scanners: readonly Scanner[] }> {
  const scanners = await table.unorderedScanners(Infinity, { ...options, onlyCount: true });
  const waiting = [...scanners];
  const counts = new Map<number, number>();
  let ended = 0;
  const work = async (): Promise<void> => {
    for (let scanner = waiting.shift(); scanner; scanner = waiting.shift()) {
      try {
        for (let page = await scanner.next(); page; page = await scanner.next()) counts.set(page.partition, (counts.get(page.partition) ?? 0) + page.count);
      } finally {
        scanner.close();
      }
      progress((ended += 1), scanners.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { counts, scanners };
}

/** @throws as {@link countPartitions} */
export async function countRows(table: PegasusTable, options: CountOptions, progress?: (done: number, of: number) => void): Promise<number> {
  const counts = await countPartitions(table, options, progress);
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Removes all sort keys of a hash key. @returns how many */
export function deleteHashKey(table: PegasusTable, hashKey: Uint8Array, signal: AbortSignal): Promise<number> {
  return deleteSortKeys(table, hashKey, {}, undefined, signal);
}

/** Removes a range of sort keys, a hundred at a time. @returns how many */
export async function deleteSortKeys(table: PegasusTable, hashKey: Uint8Array, range: SortKeyRange, sortKeyFilter: KeyFilter | undefined, signal: AbortSignal): Promise<number> {
  const scanner = table.scanner(hashKey, range, { noValue: true, batchSize: DELETED_AT_ONCE, sortKeyFilter, signal });
  let removed = 0;
  try {
    for (let page = await scanner.next(); page; page = await scanner.next()) {
      const sortKeys = [...page.rows].map(({ key }) => splitKey(key).sortKey);
      if (sortKeys.length > 0) await table.multiDel(hashKey, sortKeys, { signal });
      removed += sortKeys.length;
    }
  } finally {
    scanner.close();
  }
  return removed;
}
