import type { ExecutionEvent } from '../../../core/contract/execution';
import { HeadwaterError } from '../../../core/errors';
import { expireTs } from '../client/expiry';
import type { PegasusTable } from '../client/pegasusTable';
import type { Scanner, ScanOptions, ScanPage } from '../client/scanner';
import { keyHash, type KeyPair, partitionOf, splitKey } from '../keys/fullKey';
import { EXPIRE_TS, VALUE } from './columns';
import type { Access } from './access';
import { type CountOptions, countRows } from './bulk';
import type { RowBatch } from './rowBatch';
import type { StoredRow } from './storedRow';

export interface ReadOptions {
  readonly columns: readonly number[];
  /** A condition that is applied here; it needs the column of values. */
  readonly keep?: (value: Uint8Array) => boolean;
  /** Any so many rows will do. */
  readonly limit: number | undefined;
  /** Most rows of a full scan, counted as they are read. */
  readonly scanLimit: number;
  /** A full scan that has so many ends with a warning; else it fails. */
  readonly partial?: boolean;
  readonly signal: AbortSignal;
}

/** Full scans of this many partitions at once: more would load the cluster. */
const PARTITIONS_AT_ONCE = 4;
/** Single keys on their way at once. */
const KEYS_AT_ONCE = 64;
const ROWS_PER_BATCH = 4_096;
const BYTES_PER_BATCH = 4 * 1_048_576;

/** Batches and progress of what an access finds. */
export async function* readRows(table: PegasusTable, access: Access, batch: RowBatch, options: ReadOptions): AsyncGenerator<ExecutionEvent> {
  switch (access.kind) {
    case 'keys':
      yield* readKeys(table, access.keys, batch, options);
      return;
    case 'ranges':
      for (const hashKey of access.hashKeys) yield* readPages([table.scanner(hashKey, access.range, scanOptions(options, { sortKeyFilter: access.sortKeyFilter }))], batch, options);
      return;
    case 'all':
      yield* readAll(table, access, batch, options);
  }
}

/** Rows of single keys; those that are not there are left out. */
export async function* readKeys(table: PegasusTable, keys: readonly KeyPair[], batch: RowBatch, { columns, signal }: Pick<ReadOptions, 'columns' | 'signal'>): AsyncGenerator<ExecutionEvent> {
  const { partitionCount } = await table.calls.routes.current({ signal });
  const expiry = columns.includes(EXPIRE_TS);
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
    const some = keys.slice(at, at + KEYS_AT_ONCE);
    const found = await Promise.all(some.map((key) => (expiry ? readWithExpiry(table, key, signal) : readValue(table, key, signal))));
    some.forEach(({ hashKey, sortKey }, index) => {
      const row = found[index];
      if (row) batch.append({ hashKey, sortKey, ...row, partition: partitionOf(keyHash(hashKey, sortKey), partitionCount) });
    });
    if (isFull(batch) || at + KEYS_AT_ONCE >= keys.length) if (batch.rows > 0) yield batch.take();
  }
}

type Value = Pick<StoredRow, 'value' | 'expireTs'>;

async function readValue(table: PegasusTable, { hashKey, sortKey }: KeyPair, signal: AbortSignal): Promise<Value | undefined> {
  const value = await table.get(hashKey, sortKey, { signal });
  return value && { value, expireTs: 0 };
}

/** Only a scan tells when a row expires, to the second; an empty hash key cannot be scanned. */
export async function readWithExpiry(table: PegasusTable, { hashKey, sortKey }: KeyPair, signal: AbortSignal | undefined): Promise<Value | undefined> {
  if (hashKey.byteLength === 0 || sortKey.byteLength === 0) {
    const [value, ttl] = await Promise.all([table.get(hashKey, sortKey, { signal }), table.ttl(hashKey, sortKey, { signal })]);
    return value && ttl !== undefined ? { value, expireTs: ttl < 0 ? 0 : expireTs({ ttlSeconds: Math.max(1, ttl) }) } : undefined;
  }
  const scanner = table.scanner(hashKey, { start: sortKey, stop: sortKey, startInclusive: true, stopInclusive: true }, { returnExpireTs: true, batchSize: 1, signal });
  try {
    const rows = (await scanner.next())?.rows;
    return rows && rows.length > 0 ? { value: rows.value(0).slice(), expireTs: rows.expireTs(0) ?? 0 } : undefined;
  } finally {
    scanner.close();
  }
}

async function* readAll(table: PegasusTable, access: Access & { readonly kind: 'all' }, batch: RowBatch, options: ReadOptions): AsyncGenerator<ExecutionEvent> {
  const { hashKeyFilter, sortKeyFilter } = access;
  if (options.columns.length === 0 && options.limit === undefined) {
    yield* counted(table, { hashKeyFilter, sortKeyFilter, signal: options.signal }, batch);
    return;
  }
  const scanners = await table.unorderedScanners(Infinity, scanOptions(options, { hashKeyFilter, sortKeyFilter }));
  yield* readPages(scanners, batch, options, { table: table.name, afterSplit: (done) => table.afterSplit(done, options) });
}

async function* counted(table: PegasusTable, options: CountOptions, batch: RowBatch): AsyncGenerator<ExecutionEvent> {
  const done: ExecutionEvent[] = [];
  let wake: () => void = () => undefined;
  const count = countRows(table, options, (ended, of) => {
    done.push(partitionsDone(ended, of));
    wake();
  });
  let rows: number | undefined;
  const end = count.then((all) => {
    rows = all;
  });
  while (rows === undefined) {
    await Promise.race([end, new Promise<void>((resolve) => (wake = resolve))]);
    yield* done.splice(0);
  }
  batch.count(rows);
  if (rows > 0) yield batch.take();
}

const partitionsDone = (ended: number, of: number): ExecutionEvent => ({ kind: 'progress', fraction: ended / of, text: `${ended} of ${of} partitions` });

function scanOptions({ columns, limit, signal }: ReadOptions, filters: Pick<ScanOptions, 'hashKeyFilter' | 'sortKeyFilter'>): ScanOptions {
  return {
    ...filters,
    noValue: !columns.includes(VALUE),
    returnExpireTs: columns.includes(EXPIRE_TS),
    signal,
    ...(limit !== undefined && limit < 1000 ? { batchSize: Math.max(1, limit) } : {}),
  };
}

/** For a scan of a whole table. */
export interface FullScan {
  readonly table: string;
  /** Scanners of what those that have ended do not have, because partitions were split meanwhile. */
  afterSplit(ended: readonly Scanner[]): Promise<readonly Scanner[]>;
}

/** Pages of several scanners as they come, a few at a time and one ahead of each; closed on the way out. */
export async function* readPages(
  first: readonly Scanner[],
  batch: RowBatch,
  { columns, limit = Infinity, scanLimit, partial = false, keep }: Omit<ReadOptions, 'signal'>,
  full?: FullScan,
): AsyncGenerator<ExecutionEvent> {
  const all = [...first];
  const waiting = [...first];
  let latest = first;
  const running = new Map<Scanner, Promise<readonly [Scanner, ScanPage | undefined]>>();
  const ask = (scanner: Scanner): void => {
    const page = scanner.next().then((next) => [scanner, next] as const);
    page.catch(() => undefined); // it is awaited in its turn, or nobody wants it any more
    running.set(scanner, page);
  };
  let rows = 0;
  let read = 0;
  let ended = 0;
  let isFirst = true;
  try {
    for (;;) {
      while (running.size < PARTITIONS_AT_ONCE && waiting.length > 0) {
        const next = waiting.shift();
        if (next) ask(next);
      }
      if (running.size === 0) {
        latest = full ? await full.afterSplit(latest) : [];
        if (latest.length === 0) break;
        all.push(...latest);
        waiting.push(...latest);
        continue;
      }
      const [scanner, page] = await Promise.race(running.values());
      if (!page) {
        running.delete(scanner);
        ended += 1;
        if (full) yield partitionsDone(ended, all.length);
        continue;
      }
      const most = Math.min(limit - rows, full ? scanLimit - read : Infinity, page.count);
      ask(scanner);
      rows += take(page, batch, columns.length === 0, most, keep);
      read += page.count;
      const over = full !== undefined && read > scanLimit;
      if (over && !partial) throw tooMany(full.table, scanLimit);
      if (batch.rows > 0 && (isFirst || isFull(batch) || rows >= limit || over)) {
        isFirst = false;
        yield batch.take();
      }
      if (over) yield { kind: 'message', severity: 'warning', text: `Only the first ${scanLimit.toLocaleString('en')} rows of ${full.table} were read: ${FULL_SCAN_TODO}` };
      if (over || rows >= limit) return;
    }
    if (batch.rows > 0) yield batch.take();
  } finally {
    for (const scanner of all) scanner.close();
  }
}

/** @returns how many rows were taken: at most `most` */
function take({ rows, count, partition }: ScanPage, batch: RowBatch, onlyCount: boolean, most: number, keep: ReadOptions['keep']): number {
  if (onlyCount) {
    batch.count(Math.min(count, most));
    return Math.min(count, most);
  }
  if (!keep) {
    batch.appendPage(rows, Math.min(rows.length, most), partition);
    return Math.min(rows.length, most);
  }
  let taken = 0;
  for (let index = 0; index < rows.length && taken < most; index += 1) {
    const value = rows.value(index);
    if (!keep(value)) continue;
    const { hashKey, sortKey } = splitKey(rows.key(index));
    batch.append({ hashKey, sortKey, value, expireTs: rows.expireTs(index) ?? 0, partition });
    taken += 1;
  }
  return taken;
}

const isFull = ({ rows, bytes }: RowBatch): boolean => rows >= ROWS_PER_BATCH || bytes >= BYTES_PER_BATCH;

const FULL_SCAN_TODO = 'compare hash_key with = or IN, add a LIMIT, or raise “Most rows of a full scan” in the connection.';

const tooMany = (table: string, limit: number): HeadwaterError =>
  new HeadwaterError({
    what: `Could not read all of ${table}`,
    why: `The statement names no hash key, so that it reads the whole table; it was stopped after ${limit.toLocaleString('en')} rows.`,
    todo: `${FULL_SCAN_TODO[0]?.toUpperCase() ?? ''}${FULL_SCAN_TODO.slice(1)}`,
    kind: 'invalid',
    code: 'scan-limit',
  });
