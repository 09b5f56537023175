import { CancelledError, HeadwaterError, isCancelled } from '../../../core/errors';
import { crc64 } from '../keys/crc64';
import { fullKey, keyHash, nextKey, partitionOf, splitKey } from '../keys/fullKey';
import { PegasusError, STORAGE, storageError } from '../wire/errors';
import type { KeyValues } from '../wire/messages/keyValues';
import { CLEAR_SCANNER, GET_SCANNER, SCAN } from '../wire/rpcs';
import { abortable } from './abortable';
import type { PartitionCalls, Target } from './partitionCalls';
import { pause } from './pause';
import { compareBytes, EMPTY, filterType, type KeyFilter, type SortKeyRange } from './ranges';
import type { Routes, Share } from './routes';
import type { CallOptions } from './settings';

export interface ScanOptions extends CallOptions {
  /** Rows of a page; 1,000 unless said, which is the most that servers give. */
  readonly batchSize?: number | undefined;
  readonly noValue?: boolean | undefined;
  readonly hashKeyFilter?: KeyFilter | undefined;
  readonly sortKeyFilter?: KeyFilter | undefined;
  readonly returnExpireTs?: boolean | undefined;
  /** Counts instead of rows; servers before 2.5 give the rows all the same. */
  readonly onlyCount?: boolean | undefined;
}

export interface ScanPage {
  /** Keys are full keys. May be empty though more follows. */
  readonly rows: KeyValues;
  /** Where only it is wanted: 0 until a partition is counted. */
  readonly count: number;
  readonly partition: number;
}

/** Full keys that are still to be read, in one partition or of one hash key. */
interface Piece {
  readonly where: { readonly hashKey: Uint8Array } | Share;
  readonly start: Uint8Array;
  readonly startInclusive: boolean;
  /** Where the other half would begin if the partition is split: behind the last row that was given and would be its own. */
  readonly other: { readonly start: Uint8Array; readonly startInclusive: boolean };
  readonly stop: Uint8Array;
  readonly stopInclusive: boolean;
}

interface Open {
  readonly piece: Piece;
  readonly context: bigint;
  readonly target: Target;
}

/** A context number from here on is an open scan. */
const COMPLETE = -1n;
/** 0 is what a range without rows is answered with: there is nothing to go on with. */
const NO_CONTEXT = 0n;
const FIRST_KEY = Uint8Array.of(0, 0);
const BEHIND_LAST_KEY = Uint8Array.of(0xff, 0xff);
const BUSY_PAUSE_MS = 500;
const BUSY_TRIES = 20;
/** A server that finds nothing within its time must not be asked for ever. */
const FRUITLESS_TRIES = 3;

/**
 * Reads rows page by page. A context on the server lives for five minutes and dies when the primary moves:
 * the scan goes on behind the last key that was seen. A partition that is split meanwhile loses rows to another one at a moment that nobody tells;
 * {@link afterSplit} finds them.
 */
export class Scanner {
  readonly #left: Piece[];
  readonly #finished: Piece[] = [];
  #open: Open | undefined;
  /** Rows of the piece at work, where only their number is wanted: it is given at the end, since a piece may have to be begun again. */
  #counted = 0;
  #fruitless = 0;
  #closed = false;

  private constructor(
    private readonly calls: PartitionCalls,
    pieces: readonly Piece[],
    private readonly options: ScanOptions,
  ) {
    this.#left = [...pieces];
  }

  static ofHashKey(calls: PartitionCalls, hashKey: Uint8Array, range: SortKeyRange, options: ScanOptions): Scanner {
    const { start = EMPTY, stop = EMPTY, startInclusive = true, stopInclusive = false } = range;
    const first = { start: fullKey(hashKey, start), startInclusive };
    const whole: Piece = {
      where: { hashKey },
      ...first,
      other: first,
      ...(stop.byteLength === 0 ? { stop: nextKey(fullKey(hashKey, EMPTY)), stopInclusive: false } : { stop: fullKey(hashKey, stop), stopInclusive }),
    };
    const { sortKeyFilter } = options;
    const piece = sortKeyFilter?.type === 'prefix' ? narrowed(whole, fullKey(hashKey, sortKeyFilter.pattern)) : whole;
    return new Scanner(calls, isEmpty(piece) ? [] : [piece], options);
  }

  /** @param start a full key, the first that is wanted of each */
  static ofPartitions(calls: PartitionCalls, shares: readonly Share[], options: ScanOptions, start: Uint8Array = FIRST_KEY): Scanner {
    const first = { start, startInclusive: true };
    const pieces = shares.map((where): Piece => ({ where, ...first, other: first, stop: BEHIND_LAST_KEY, stopInclusive: false }));
    return new Scanner(calls, pieces, options);
  }

  /**
   * Of a scan that was read to its end: what partitions that were split meanwhile have handed over and was not given; `undefined` where there is nothing.
   * Rows come in the order of their keys, and as long as a partition was whole it gave those of its other half, too.
   * So all of these before the last one of them that came have come, and none behind it.
   * @param routes asked for after the last page
   * @throws HeadwaterError with kind `changed` where more happened than one split
   */
  afterSplit(routes: Routes): Scanner | undefined {
    const pieces = this.#finished.flatMap((piece): readonly Piece[] => {
      const { where, other } = piece;
      if ('hashKey' in where || routes.partitionCount === where.of) return [];
      if (routes.partitionCount !== where.of * 2) throw splitMeanwhile(this.calls.routes.table);
      const partition = where.partition + where.of;
      // one that is not ready has taken nothing yet
      return (routes.partitions[partition]?.ballot ?? -1n) < 0n ? [] : [{ ...piece, ...other, where: { partition, of: routes.partitionCount } }];
    });
    if (pieces.length > 0 && this.options.onlyCount) throw splitMeanwhile(this.calls.routes.table);
    return pieces.length > 0 ? new Scanner(this.calls, pieces, this.options) : undefined;
  }

  /** `undefined` at the end. @throws PegasusError, HeadwaterError */
  async next(): Promise<ScanPage | undefined> {
    const { signal } = this.options;
    if (!signal) return this.#next();
    if (signal.aborted) throw new CancelledError();
    try {
      // a request under way is not dropped: its answer names the context that the server has to be told to free
      return await abortable(this.#next(), signal);
    } catch (error) {
      if (isCancelled(error)) this.close();
      throw error;
    }
  }

  async #next(): Promise<ScanPage | undefined> {
    for (;;) {
      if (this.#isClosed()) return undefined;
      const open = this.#open;
      if (open) {
        const page = await this.#patiently(() => this.#goOn(open));
        if (this.#isClosed()) this.#clear();
        if (page) return page;
        continue;
      }
      const piece = this.#left.shift();
      if (!piece) return undefined;
      this.#counted = 0;
      const page = await this.#patiently(() => this.#begin(piece));
      if (this.#isClosed()) this.#clear();
      return page;
    }
  }

  /** Frees what the server holds for the scan. Never throws. */
  close(): void {
    this.#closed = true;
    this.#clear();
  }

  /** It may be closed while an answer is awaited. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #clear(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open) this.calls.tell(CLEAR_SCANNER, open.target, open.context);
  }

  async #begin(piece: Piece): Promise<ScanPage> {
    const { options } = this;
    const target = targetOf(piece);
    const full = 'partition' in piece.where;
    const answer = await this.calls.call(
      GET_SCANNER,
      target,
      {
        startKey: piece.start,
        stopKey: piece.stop,
        startInclusive: piece.startInclusive,
        stopInclusive: piece.stopInclusive,
        batchSize: options.batchSize ?? 1000,
        noValue: options.noValue ?? false,
        hashKeyFilterType: filterType(options.hashKeyFilter),
        hashKeyFilterPattern: options.hashKeyFilter?.pattern ?? EMPTY,
        sortKeyFilterType: filterType(options.sortKeyFilter),
        sortKeyFilterPattern: options.sortKeyFilter?.pattern ?? EMPTY,
        validatePartitionHash: full,
        returnExpireTs: options.returnExpireTs ?? false,
        fullScan: full,
        onlyReturnCount: options.onlyCount ?? false,
      },
      this.#callOptions(),
    );
    return this.#took(piece, target, answer, GET_SCANNER.name);
  }

  /** `undefined` where the context is lost: the piece is begun again behind the last key. */
  async #goOn({ piece, context, target }: Open): Promise<ScanPage | undefined> {
    const before = this.calls.primaryOf(target);
    const answer = await this.calls.call(SCAN, target, { contextId: context }, this.#callOptions()).catch((error: unknown) => {
      // with the primary, its contexts are gone; what the new one makes of the number cannot be known
      if (error instanceof HeadwaterError && error.failure.kind === 'unreachable') return undefined;
      throw error;
    });
    this.#open = undefined;
    if (!answer || before !== this.calls.primaryOf(target) || answer.error === STORAGE.notFound) {
      this.#left.unshift(piece);
      return undefined;
    }
    return this.#took(piece, target, answer, SCAN.name);
  }

  #took(piece: Piece, target: Target, { error, kvs, contextId, partition, kvCount }: { readonly error: number; readonly kvs: KeyValues; readonly contextId: bigint; readonly partition: number; readonly kvCount?: number | undefined }, call: string): ScanPage {
    if (error !== STORAGE.ok && error !== STORAGE.incomplete) throw storageError(error, call);
    const rest: Piece = kvs.length > 0 ? { ...piece, start: kvs.key(kvs.length - 1).slice(), startInclusive: false, other: lastOfOther(kvs, piece) } : piece;
    this.#counted += kvCount ?? kvs.length;
    let ended = false;
    if (error === STORAGE.incomplete) {
      // the server's time was up: it gives what it has, and no context
      this.#fruitless = kvs.length > 0 ? 0 : this.#fruitless + 1;
      if (this.#fruitless >= FRUITLESS_TRIES) throw storageError(error, call);
      ended = isEmpty(rest);
      if (!ended) this.#left.unshift(rest);
    } else {
      this.#fruitless = 0;
      ended = contextId === COMPLETE || contextId === NO_CONTEXT;
      if (!ended) this.#open = { piece: rest, context: contextId, target };
    }
    if (ended) this.#finished.push(rest);
    const count = this.options.onlyCount ? (ended ? this.#counted : 0) : kvs.length;
    return { rows: kvs, count, partition };
  }

  /** A server that is throttled is given time. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof PegasusError) || error.code !== 'ERR_BUSY' || tries >= BUSY_TRIES) throw error;
        await pause(BUSY_PAUSE_MS, this.options.signal);
      }
    }
  }

  #callOptions(): CallOptions {
    return { timeoutMs: this.options.timeoutMs ?? this.calls.settings.scanTimeoutMs };
  }
}

/** Of a table whose partitions became more while they were read. */
export function splitMeanwhile(table: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not read all of ${table}`, why: 'The table was split into more partitions while it was read: rows may be missing.', todo: 'Read it again.', kind: 'changed' });
}

/** Looked for from the end: half of all rows are the other half's. */
function lastOfOther(kvs: KeyValues, { where, other }: Piece): Piece['other'] {
  if ('hashKey' in where) return other;
  let before: Uint8Array | undefined;
  for (let row = kvs.length - 1; row >= 0; row -= 1) {
    const key = kvs.key(row);
    const { hashKey, sortKey } = splitKey(key);
    if (before && hashKey.byteLength > 0 && compareBytes(hashKey, before) === 0) continue;
    before = hashKey;
    if (partitionOf(keyHash(hashKey, sortKey), where.of * 2) === where.partition + where.of) return { start: key.slice(), startInclusive: false };
  }
  return other;
}

const targetOf = ({ where }: Piece): Target => ('hashKey' in where ? crc64(where.hashKey) : { partition: where.partition });

function isEmpty({ start, stop, startInclusive, stopInclusive }: Piece): boolean {
  const order = compareBytes(start, stop);
  return order > 0 || (order === 0 && !(startInclusive && stopInclusive));
}

/** To keys that begin with `prefix`, a full key. */
function narrowed(piece: Piece, prefix: Uint8Array): Piece {
  const end = nextKey(prefix);
  return {
    ...piece,
    ...(compareBytes(piece.start, prefix) < 0 ? { start: prefix, startInclusive: true } : {}),
    ...(compareBytes(piece.stop, end) >= 0 ? { stop: end, stopInclusive: false } : {}),
  };
}
