import type { ValueOf } from '../wire/shapes';
import type { batchGetRequest, multiGetRequest } from '../wire/messages';
import { fullKeyOf, nextAfter, passes } from './keys';
import { CODE, keyText, type Partition, sortKeyOf } from './partition';
import type { Entry } from './rows';

const NOTHING = Buffer.alloc(0);

export function get(partition: Partition, key: Buffer): { readonly error: number; readonly value: Buffer } {
  const row = partition.live(keyText(key));
  return row ? { error: CODE.ok, value: row.value } : { error: CODE.notFound, value: NOTHING };
}

/** Seconds left, or -1 for a row that stays. */
export function ttl(partition: Partition, key: Buffer): { readonly error: number; readonly ttl: number } {
  const row = partition.live(keyText(key));
  if (!row) return { error: CODE.notFound, ttl: 0 };
  return { error: CODE.ok, ttl: row.expireTs === 0 ? -1 : row.expireTs - partition.clock.seconds() };
}

/** A hash key that has nothing counts 0, and that is no error. */
export function sortKeyCount(partition: Partition, hashKey: Buffer): { readonly error: number; readonly count: bigint } {
  const start = fullKeyOf(hashKey);
  const stop = nextAfter(start);
  let count = 0n;
  for (const rows = partition.rows.ascending(start); ; ) {
    const { value: entry } = rows.next();
    if (!entry || entry.key >= stop) return { error: CODE.ok, count };
    if (!partition.expired(entry)) count += 1n;
  }
}

export function batchGet(partition: Partition, { keys }: ValueOf<typeof batchGetRequest>) {
  if (keys.length === 0) return { error: CODE.invalidArgument, data: [] };
  const data = keys.flatMap(({ hashKey, sortKey }) => {
    const row = partition.live(fullKeyOf(hashKey, sortKey));
    return row ? [{ hashKey, sortKey, value: row.value }] : [];
  });
  return { error: CODE.ok, data };
}

type MultiGet = ValueOf<typeof multiGetRequest>;

interface Found {
  readonly error: number;
  readonly kvs: readonly { readonly key: Buffer; readonly value: Buffer; readonly expireTs: undefined }[];
}

/** Sort keys by name, or a range of them where none are named. */
export function multiGet(partition: Partition, request: MultiGet): Found {
  return request.sortKeys.length > 0 ? named(partition, request) : range(partition, request);
}

const limit = (asked: number): number => (asked > 0 ? asked : Infinity);

function named(partition: Partition, request: MultiGet): Found {
  const kvs: Found['kvs'][number][] = [];
  let size = 0;
  for (const key of request.sortKeys) {
    const row = partition.live(fullKeyOf(request.hashKey, key));
    if (!row) continue;
    if (kvs.length >= limit(request.maxCount) || size >= limit(request.maxSize)) return { error: CODE.incomplete, kvs };
    const value = request.noValue ? NOTHING : row.value;
    kvs.push({ key, value, expireTs: undefined });
    size += key.length + value.length;
  }
  return { error: CODE.ok, kvs };
}

/**
 * Rows that are passed over count against the server's own limit too. Incomplete is said whenever the reader stopped early and the
 * partition has any further row, be it outside of the range.
 */
function range(partition: Partition, request: MultiGet): Found {
  const bounds = boundsOf(request);
  if (bounds.start > bounds.stop || (bounds.start === bounds.stop && !(bounds.startInclusive && bounds.stopInclusive))) return { error: CODE.ok, kvs: [] };
  const rows = request.reverse ? partition.rows.descending(bounds.stop) : partition.rows.ascending(bounds.start);
  const kvs: Found['kvs'][number][] = [];
  let [seen, size] = [0, 0];
  let next = rows.next();
  for (; next.value; next = rows.next()) {
    const entry: Entry = next.value;
    if (beyond(entry.key, bounds, request.reverse)) return { error: CODE.ok, kvs: inOrder(kvs, request.reverse) };
    if (!within(entry.key, bounds)) continue;
    if (kvs.length >= limit(request.maxCount) || size >= limit(request.maxSize) || seen >= partition.limits.multiGetRows || size >= partition.limits.multiGetBytes) break;
    seen += 1;
    const key = sortKeyOf(entry.key);
    if (partition.expired(entry) || !passes(request.filterType, request.filterPattern, key)) continue;
    const value = request.noValue ? NOTHING : entry.value;
    kvs.push({ key, value, expireTs: undefined });
    size += key.length + value.length;
  }
  return { error: next.value ? CODE.incomplete : CODE.ok, kvs: inOrder(kvs, request.reverse) };
}

interface Bounds {
  readonly start: string;
  readonly stop: string;
  readonly startInclusive: boolean;
  readonly stopInclusive: boolean;
}

/** An empty stop is the end of the hash key; a prefix makes the range narrower. */
function boundsOf({ hashKey, start, stop, startInclusive, stopInclusive, filterType, filterPattern }: MultiGet): Bounds {
  const whole = fullKeyOf(hashKey);
  const asked: Bounds = {
    start: fullKeyOf(hashKey, start),
    startInclusive,
    stop: stop.length === 0 ? nextAfter(whole) : fullKeyOf(hashKey, stop),
    stopInclusive: stop.length > 0 && stopInclusive,
  };
  if (filterType !== 2 || filterPattern.length === 0) return asked;
  const prefix = fullKeyOf(hashKey, filterPattern);
  return {
    ...(prefix > asked.start ? { start: prefix, startInclusive: true } : { start: asked.start, startInclusive }),
    ...(nextAfter(prefix) <= asked.stop ? { stop: nextAfter(prefix), stopInclusive: false } : { stop: asked.stop, stopInclusive: asked.stopInclusive }),
  };
}

const within = (key: string, { start, startInclusive, stop, stopInclusive }: Bounds): boolean => (startInclusive || key !== start) && (stopInclusive || key !== stop);

const beyond = (key: string, { start, startInclusive, stop, stopInclusive }: Bounds, reverse: boolean): boolean =>
  reverse ? key < start || (key === start && !startInclusive) : key > stop || (key === stop && !stopInclusive);

const inOrder = <T>(kvs: T[], reverse: boolean): readonly T[] => (reverse ? kvs.reverse() : kvs);
