import { HeadwaterError } from '../../../core/errors';
import { fullKey, keyHash, type KeyPair, LONGEST_HASH_KEY, partitionOf } from '../keys/fullKey';
import { crc64 } from '../keys/crc64';
import { STORAGE, storageError } from '../wire/errors';
import type { KeyValues } from '../wire/messages/keyValues';
import * as rpcs from '../wire/rpcs';
import { type Check, CHECK_TYPES, type Checked, type Mutation } from './checks';
import { expireTs, type Expiry } from './expiry';
import type { PartitionCalls } from './partitionCalls';
import { EMPTY, filterType, type KeyFilter, type SortKeyRange } from './ranges';
import { sharesOf } from './routes';
import { Scanner, type ScanOptions } from './scanner';
import type { CallOptions } from './settings';

/** Rows of one hash key; keys are bare sort keys, in ascending order, views of the answer. */
export interface SortKeyRows {
  readonly rows: KeyValues;
  /** False where the server stopped at a limit: there may be more. */
  readonly complete: boolean;
}

export interface MultiGetOptions extends CallOptions {
  /** 100 unless said; the server reads 3,000 at most. */
  readonly maxCount?: number | undefined;
  /** Bytes; 1,000,000 unless said; the server reads 30 MiB at most. */
  readonly maxSize?: number | undefined;
  readonly noValue?: boolean | undefined;
}

export interface RangeOptions extends MultiGetOptions {
  readonly filter?: KeyFilter | undefined;
  /** The last `maxCount` of the range, still in ascending order. */
  readonly reverse?: boolean | undefined;
}

/** Keys of a batch that are asked of one partition at a time. */
const BATCH = 200;

/**
 * The calls of Pegasus' clients on one table. Bytes stay bytes; what is not there is `undefined`.
 * @throws PegasusError and HeadwaterError as {@link PartitionCalls.call} does, and with storage codes
 */
export class PegasusTable {
  constructor(readonly calls: PartitionCalls) {}

  get name(): string {
    return this.calls.routes.table;
  }

  async get(hashKey: Uint8Array, sortKey: Uint8Array, options?: CallOptions): Promise<Uint8Array | undefined> {
    const { error, value } = await this.calls.call(rpcs.GET, keyHash(hashKey, sortKey), checkedKey(hashKey, sortKey), options);
    // the answer may share its memory with many others
    return found(error, rpcs.GET.name) ? value.slice() : undefined;
  }

  /** Seconds; -1 for ever; `undefined` where there is no such key. */
  async ttl(hashKey: Uint8Array, sortKey: Uint8Array, options?: CallOptions): Promise<number | undefined> {
    const { error, ttlSeconds } = await this.calls.call(rpcs.TTL, keyHash(hashKey, sortKey), checkedKey(hashKey, sortKey), options);
    return found(error, rpcs.TTL.name) ? ttlSeconds : undefined;
  }

  async exist(hashKey: Uint8Array, sortKey: Uint8Array, options?: CallOptions): Promise<boolean> {
    return (await this.ttl(hashKey, sortKey, options)) !== undefined;
  }

  async set(hashKey: Uint8Array, sortKey: Uint8Array, value: Uint8Array, expiry?: Expiry, options?: CallOptions): Promise<void> {
    const { error } = await this.calls.call(rpcs.PUT, keyHash(hashKey, sortKey), { key: checkedKey(hashKey, sortKey), value, expireTs: expireTs(expiry) }, options);
    ok(error, rpcs.PUT.name);
  }

  /** All or none. */
  async multiSet(hashKey: Uint8Array, values: readonly { readonly sortKey: Uint8Array; readonly value: Uint8Array }[], expiry?: Expiry, options?: CallOptions): Promise<void> {
    const kvs = values.map(({ sortKey, value }) => ({ key: sortKey, value }));
    const { error } = await this.calls.call(rpcs.MULTI_PUT, hashOf(hashKey), { hashKey, kvs, expireTs: expireTs(expiry) }, options);
    ok(error, rpcs.MULTI_PUT.name);
  }

  /** Values of some sort keys, or of all where none are named. */
  async multiGet(hashKey: Uint8Array, sortKeys: readonly Uint8Array[] | undefined, options: MultiGetOptions = {}): Promise<SortKeyRows> {
    return this.#multiGet(hashKey, sortKeys ?? [], {}, options);
  }

  async multiGetRange(hashKey: Uint8Array, range: SortKeyRange, options: RangeOptions = {}): Promise<SortKeyRows> {
    return this.#multiGet(hashKey, [], range, options);
  }

  /** Sort keys without their values. */
  async getSortKeys(hashKey: Uint8Array, options: MultiGetOptions = {}): Promise<SortKeyRows> {
    return this.#multiGet(hashKey, [], {}, { ...options, noValue: true });
  }

  async remove(hashKey: Uint8Array, sortKey: Uint8Array, options?: CallOptions): Promise<void> {
    const { error } = await this.calls.call(rpcs.REMOVE, keyHash(hashKey, sortKey), checkedKey(hashKey, sortKey), options);
    ok(error, rpcs.REMOVE.name);
  }

  /** @returns how many keys were sent, whether they existed or not */
  async multiDel(hashKey: Uint8Array, sortKeys: readonly Uint8Array[], options?: CallOptions): Promise<bigint> {
    const { error, count } = await this.calls.call(rpcs.MULTI_REMOVE, hashOf(hashKey), { hashKey, sortKeys, maxCount: BigInt(sortKeys.length) }, options);
    ok(error, rpcs.MULTI_REMOVE.name);
    return count;
  }

  /** -1 where there are too many for the server to count in time. */
  async sortKeyCount(hashKey: Uint8Array, options?: CallOptions): Promise<bigint> {
    const { error, count } = await this.calls.call(rpcs.SORTKEY_COUNT, hashOf(hashKey), hashKey, options);
    ok(error, rpcs.SORTKEY_COUNT.name);
    return count;
  }

  /** Adds to a value that is a decimal number as text. The time to live stays where none is given. @returns the new value */
  async incr(hashKey: Uint8Array, sortKey: Uint8Array, increment: bigint, expiry?: Expiry | 'clear', options?: CallOptions): Promise<bigint> {
    const expire = expiry === 'clear' ? -1 : expireTs(expiry);
    const { error, newValue } = await this.calls.call(rpcs.INCR, keyHash(hashKey, sortKey), { key: checkedKey(hashKey, sortKey), increment, expireTs: expire }, options);
    ok(error, rpcs.INCR.name);
    return newValue;
  }

  /** Sets a value of the same hash key if what is checked is so: both in one step. */
  async checkAndSet(hashKey: Uint8Array, check: Check, set: { readonly sortKey: Uint8Array; readonly value: Uint8Array; readonly expiry?: Expiry }, options?: CallOptions): Promise<Checked> {
    const answer = await this.calls.call(
      rpcs.CHECK_AND_SET,
      hashOf(hashKey),
      {
        hashKey,
        checkSortKey: check.sortKey,
        checkType: CHECK_TYPES[check.type],
        checkOperand: check.operand ?? EMPTY,
        setDiffSortKey: !same(check.sortKey, set.sortKey),
        setSortKey: set.sortKey,
        setValue: set.value,
        setExpireTs: expireTs(set.expiry),
        returnCheckValue: check.returnValue ?? false,
      },
      options,
    );
    return checked(answer, rpcs.CHECK_AND_SET.name);
  }

  /** Sets and removes values of the same hash key if what is checked is so: all in one step. */
  async checkAndMutate(hashKey: Uint8Array, check: Check, mutations: readonly Mutation[], options?: CallOptions): Promise<Checked> {
    const mutates = mutations.map((one) =>
      'value' in one ? { operation: 0, sortKey: one.sortKey, value: one.value, setExpireTs: expireTs(one.expiry) } : { operation: 1, sortKey: one.sortKey, value: EMPTY, setExpireTs: 0 },
    );
    const answer = await this.calls.call(
      rpcs.CHECK_AND_MUTATE,
      hashOf(hashKey),
      { hashKey, checkSortKey: check.sortKey, checkType: CHECK_TYPES[check.type], checkOperand: check.operand ?? EMPTY, mutates, returnCheckValue: check.returnValue ?? false },
      options,
    );
    return checked(answer, rpcs.CHECK_AND_MUTATE.name);
  }

  /** Values of keys all over the table, in the order of the keys: one call to each partition that has some. Not one step. */
  async batchGet(keys: readonly KeyPair[], options: CallOptions = {}): Promise<readonly (Uint8Array | undefined)[]> {
    const { partitionCount } = await this.calls.routes.current(options);
    const byPartition = new Map<number, number[]>();
    keys.forEach(({ hashKey, sortKey }, index) => {
      checkedKey(hashKey, sortKey);
      const partition = partitionOf(keyHash(hashKey, sortKey), partitionCount);
      const list = byPartition.get(partition);
      if (list) list.push(index);
      else byPartition.set(partition, [index]);
    });
    const values: (Uint8Array | undefined)[] = keys.map(() => undefined);
    const chunks = [...byPartition.values()].flatMap((indexes) => Array.from({ length: Math.ceil(indexes.length / BATCH) }, (_, at) => indexes.slice(at * BATCH, (at + 1) * BATCH)));
    await Promise.all(chunks.map((indexes) => this.#batchGet(keys, indexes, values, options)));
    return values;
  }

  /** Rows of one hash key, in the order of their sort keys. */
  scanner(hashKey: Uint8Array, range: SortKeyRange, options: ScanOptions): Scanner {
    hashOf(hashKey);
    return Scanner.ofHashKey(this.calls, hashKey, range, options);
  }

  /** Scanners that have all rows of the table between them: one a partition, or as many as are asked for. */
  async unorderedScanners(max: number, options: ScanOptions): Promise<readonly Scanner[]> {
    const shares = sharesOf(await this.calls.routes.current(options));
    const count = Math.max(0, Math.min(max, shares.length));
    return Array.from({ length: count }, (_, at) => Scanner.ofPartitions(this.calls, shares.filter((_share, index) => index % count === at), options));
  }

  /** Rows of one partition from a full key on. */
  async partitionScanner(partition: number, start: Uint8Array | undefined, options: ScanOptions): Promise<Scanner> {
    const { partitionCount } = await this.calls.routes.current(options);
    return Scanner.ofPartitions(this.calls, [{ partition, of: partitionCount }], options, start);
  }

  /** After all of some scanners were read to their end: scanners of what was not, because partitions were split meanwhile. @throws HeadwaterError with kind `changed` */
  async afterSplit(scanners: readonly Scanner[], options: CallOptions): Promise<readonly Scanner[]> {
    const routes = await this.calls.routes.fresh(options);
    return scanners.flatMap((scanner) => scanner.afterSplit(routes) ?? []);
  }

  async #multiGet(hashKey: Uint8Array, sortKeys: readonly Uint8Array[], range: SortKeyRange, options: RangeOptions): Promise<SortKeyRows> {
    const { error, kvs } = await this.calls.call(
      rpcs.MULTI_GET,
      hashOf(hashKey),
      {
        hashKey,
        sortKeys,
        maxKvCount: options.maxCount ?? 100,
        maxKvSize: options.maxSize ?? 1_000_000,
        noValue: options.noValue ?? false,
        startSortKey: range.start ?? EMPTY,
        stopSortKey: range.stop ?? EMPTY,
        startInclusive: range.startInclusive ?? true,
        stopInclusive: range.stopInclusive ?? false,
        sortKeyFilterType: filterType(options.filter),
        sortKeyFilterPattern: options.filter?.pattern ?? EMPTY,
        reverse: options.reverse ?? false,
      },
      options,
    );
    if (error !== STORAGE.incomplete) ok(error, rpcs.MULTI_GET.name);
    return { rows: kvs, complete: error !== STORAGE.incomplete };
  }

  async #batchGet(keys: readonly KeyPair[], indexes: readonly number[], values: (Uint8Array | undefined)[], options: CallOptions): Promise<void> {
    const asked = indexes.flatMap((index) => keys[index] ?? []);
    const [first] = asked;
    if (!first) return;
    const { error, data } = await this.calls.call(rpcs.BATCH_GET, keyHash(first.hashKey, first.sortKey), { keys: asked }, options);
    if (error !== STORAGE.notFound) ok(error, rpcs.BATCH_GET.name);
    const byKey = new Map(data.map(({ hashKey, sortKey, value }) => [nameOf(hashKey, sortKey), value]));
    for (const index of indexes) {
      const key = keys[index];
      if (key) values[index] = byKey.get(nameOf(key.hashKey, key.sortKey));
    }
  }
}

const nameOf = (hashKey: Uint8Array, sortKey: Uint8Array): string => Buffer.from(fullKey(hashKey, sortKey)).toString('latin1');
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function found(error: number, call: string): boolean {
  if (error === STORAGE.notFound) return false;
  ok(error, call);
  return true;
}

function ok(error: number, call: string): void {
  if (error !== STORAGE.ok) throw storageError(error, call);
}

function checked({ error, checkValueReturned, checkValueExist, checkValue }: { readonly error: number; readonly checkValueReturned: boolean; readonly checkValueExist: boolean; readonly checkValue: Uint8Array }, call: string): Checked {
  if (error !== STORAGE.tryAgain) ok(error, call);
  return { passed: error === STORAGE.ok, ...(checkValueReturned ? { value: checkValueExist ? checkValue.slice() : undefined } : {}) };
}

/** @throws HeadwaterError where a hash key is too long */
function checkedKey(hashKey: Uint8Array, sortKey: Uint8Array): Uint8Array {
  if (hashKey.byteLength > LONGEST_HASH_KEY) throw refused(`A hash key has at most ${LONGEST_HASH_KEY} bytes; this one has ${hashKey.byteLength}.`);
  return fullKey(hashKey, sortKey);
}

/** For calls on all of a hash key. @throws HeadwaterError where it is empty */
function hashOf(hashKey: Uint8Array): ReturnType<typeof crc64> {
  if (hashKey.byteLength === 0) throw refused('The hash key is empty: its sort keys lie in different partitions, and only single keys can be read and written.');
  if (hashKey.byteLength > LONGEST_HASH_KEY) throw refused(`A hash key has at most ${LONGEST_HASH_KEY} bytes; this one has ${hashKey.byteLength}.`);
  return crc64(hashKey);
}

const refused = (why: string): HeadwaterError => new HeadwaterError({ what: 'Could not ask for the key', why, todo: 'Give another hash key.', kind: 'invalid' });
