import { setMaxListeners } from 'node:events';
import { HeadwaterError } from '../../../core/errors';
import { expiryMs } from '../client/expiry';
import type { PegasusTable } from '../client/pegasusTable';
import type { Scanner } from '../client/scanner';
import { splitKey } from '../keys/fullKey';

const AT_ONCE = 64;

/** How far a walk over a table is. */
export interface Walk {
  readonly rows: number;
  readonly fraction: number;
}

/** Does something with every row that some scanners find, many rows at once, and tells after each page how far it is. */
export async function* overRows(table: PegasusTable, scanners: readonly Scanner[], signal: AbortSignal, work: (key: Uint8Array, value: Uint8Array, expireTs: number) => Promise<void>): AsyncGenerator<Walk> {
  setMaxListeners(0, signal); // each row on its way listens
  const all = [...scanners];
  let rows = 0;
  try {
    for (let latest = scanners; latest.length > 0; latest = await table.afterSplit(latest, { signal }), all.push(...latest)) {
      for (const [index, scanner] of latest.entries()) {
        for (let page = await scanner.next(); page; page = await scanner.next()) {
          const { rows: found } = page;
          let next = 0;
          const worker = async (): Promise<void> => {
            for (let row = next; row < found.length; row = next) {
              next = row + 1;
              await work(found.key(row), found.value(row), found.expireTs(row) ?? 0);
            }
          };
          const results = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, found.length) }, worker));
          const failed = results.find((result) => result.status === 'rejected');
          if (failed) throw partly(failed.reason, rows);
          rows += found.length;
          yield { rows, fraction: index / latest.length };
        }
      }
    }
  } finally {
    for (const scanner of all) scanner.close();
  }
}

function partly(error: unknown, rows: number): unknown {
  if (!(error instanceof HeadwaterError) || rows === 0) return error;
  return new HeadwaterError({ ...error.failure, why: `${error.failure.why} ${rows.toLocaleString('en')} rows were done before.` }, { cause: error });
}

export interface CopyCounts {
  copied: number;
  /** Rows that were there already. */
  skipped: number;
}

export interface CopyOptions {
  readonly from: PegasusTable;
  readonly to: PegasusTable;
  /** Rows that are there stay as they are. */
  readonly keepExisting: boolean;
  readonly keep?: ((value: Uint8Array) => boolean) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Copies rows as they stand, with their times to live, and counts them.
 * @param scanners of the source, with expiry
 */
export function copyRows({ from, to, keepExisting, keep, signal }: CopyOptions, scanners: readonly Scanner[], counts: CopyCounts): AsyncGenerator<Walk> {
  return overRows(from, scanners, signal, async (key, value, expireTs) => {
    if (keep && !keep(value)) return;
    const { hashKey, sortKey } = splitKey(key);
    const ms = expiryMs(expireTs);
    const expiry = ms === undefined ? undefined : { atMs: ms };
    if (!keepExisting || hashKey.byteLength === 0) await to.set(hashKey, sortKey, value, expiry, { signal });
    else if (!(await to.checkAndSet(hashKey, { sortKey, type: 'not_exist' }, { sortKey, value, expiry }, { signal })).passed) {
      counts.skipped += 1;
      return;
    }
    counts.copied += 1;
  });
}
