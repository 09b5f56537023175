import { CancelledError, HeadwaterError, isCancelled } from '../../../core/errors';
import { crc64 } from '../keys/crc64';
import { fullKey, nextKey } from '../keys/fullKey';
import { PegasusError, STORAGE, storageError } from '../wire/errors';
import type { KeyValues } from '../wire/messages/keyValues';
import { CLEAR_SCANNER, GET_SCANNER, SCAN } from '../wire/rpcs';
import { abortable } from './abortable';
import type { PartitionCalls, Target } from './partitionCalls';
import { pause } from './pause';
import { compareBytes, EMPTY, filterType, type KeyFilter, type SortKeyRange } from './ranges';
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
  readonly count: number;
  readonly partition: number;
}

/** Full keys that are still to be read, in one partition or of one hash key. */
interface Piece {
  readonly where: { readonly hashKey: Uint8Array } | { readonly partition: number; readonly of: number };
  readonly start: Uint8Array;
  readonly startInclusive: boolean;
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
 * the scan goes on behind the last key that was seen. Partitions of a split that came before they were begun are all read;
 * a partition that was split while it was read has lost rows to its child at a place that nobody tells, and the scan fails.
 */
export class Scanner {
  readonly #left: Piece[];
  #open: Open | undefined;
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
    const whole: Piece = {
      where: { hashKey },
      start: fullKey(hashKey, start),
      startInclusive,
      ...(stop.byteLength === 0 ? { stop: nextKey(fullKey(hashKey, EMPTY)), stopInclusive: false } : { stop: fullKey(hashKey, stop), stopInclusive }),
    };
    const { sortKeyFilter } = options;
    const piece = sortKeyFilter?.type === 'prefix' ? narrowed(whole, fullKey(hashKey, sortKeyFilter.pattern)) : whole;
    return new Scanner(calls, isEmpty(piece) ? [] : [piece], options);
  }

  /**
   * @param of how many partitions there were when these were chosen
   * @param start a full key, the first that is wanted of each
   */
  static ofPartitions(calls: PartitionCalls, partitions: readonly number[], of: number, options: ScanOptions, start: Uint8Array = FIRST_KEY): Scanner {
    const pieces = partitions.map((partition): Piece => ({ where: { partition, of }, start, startInclusive: true, stop: BEHIND_LAST_KEY, stopInclusive: false }));
    return new Scanner(calls, pieces, options);
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
      const [first = piece, ...more] = await this.#split(piece);
      this.#left.unshift(first, ...more);
      const page = await this.#patiently(() => this.#begin(first));
      this.#left.shift();
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
    const count = this.calls.routes.known?.partitionCount;
    if ('partition' in piece.where && count !== undefined && count !== piece.where.of) throw splitMeanwhile(this.calls.routes.table);
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
    const rest: Piece = kvs.length > 0 ? { ...piece, start: kvs.key(kvs.length - 1).slice(), startInclusive: false } : piece;
    if (error === STORAGE.incomplete) {
      // the server's time was up: it gives what it has, and no context
      this.#fruitless = kvs.length > 0 ? 0 : this.#fruitless + 1;
      if (this.#fruitless >= FRUITLESS_TRIES) throw storageError(error, call);
      if (!isEmpty(rest)) this.#again(rest);
    } else {
      this.#fruitless = 0;
      if (contextId !== COMPLETE && contextId !== NO_CONTEXT) this.#open = { piece: rest, context: contextId, target };
    }
    return { rows: kvs, count: kvCount ?? kvs.length, partition };
  }

  /** Behind the piece that is being begun, which is taken away when its page is there. */
  #again(rest: Piece): void {
    if (this.#open) this.#open = undefined;
    this.#left.splice(1, 0, rest);
  }

  /** A partition that is not begun has become several: all of them are read. */
  async #split(piece: Piece): Promise<readonly Piece[]> {
    const { where } = piece;
    if ('hashKey' in where) return [piece];
    const { partitionCount } = await this.calls.routes.current(this.options);
    if (partitionCount === where.of) return [piece];
    if (compareBytes(piece.start, FIRST_KEY) > 0 || partitionCount % where.of !== 0) throw splitMeanwhile(this.calls.routes.table);
    return Array.from({ length: partitionCount / where.of }, (_, at) => ({ ...piece, where: { partition: where.partition + at * where.of, of: partitionCount } }));
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
