import type { PegasusTable } from '../client/pegasusTable';
import type { KeyFilter, SortKeyRange } from '../client/ranges';
import { splitKey } from '../keys/fullKey';

const AT_ONCE = 4;
const DELETED_AT_ONCE = 100;

/** All rows of a table, counted on the servers. @throws HeadwaterError with kind `changed` where the table is split meanwhile */
export async function countRows(table: PegasusTable, signal: AbortSignal, progress: (done: number, of: number) => void = () => undefined): Promise<number> {
  const { partitionCount } = await table.calls.routes.current({ signal });
  const scanners = [...(await table.unorderedScanners(partitionCount, { onlyCount: true, signal }))];
  let rows = 0;
  let ended = 0;
  const work = async (): Promise<void> => {
    for (let scanner = scanners.shift(); scanner; scanner = scanners.shift()) {
      try {
        for (let page = await scanner.next(); page; page = await scanner.next()) rows += page.count;
      } finally {
        scanner.close();
      }
      progress((ended += 1), partitionCount);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await table.checkNotSplit(partitionCount, { signal });
  return rows;
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
