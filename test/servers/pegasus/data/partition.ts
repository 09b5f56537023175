import { randomInt } from 'node:crypto';
import type { Clock } from './clock';
import { keyHash, partsOf } from './keys';
import type { Entry, Row, Rows } from './rows';

/** Error numbers inside replies: those of RocksDB. */
export const CODE: Readonly<Record<'ok' | 'notFound' | 'invalidArgument' | 'incomplete' | 'tryAgain', number>> = { ok: 0, notFound: 1, invalidArgument: 4, incomplete: 7, tryAgain: 13 };

/** What a server does at most in one call (src/server/config.ini of Pegasus). */
export interface Limits {
  readonly multiGetRows: number;
  readonly multiGetBytes: number;
  readonly scanRows: number;
  /** Milliseconds that an iterator lives between two calls. */
  readonly contextMs: number;
}

export const DEFAULT_LIMITS: Limits = { multiGetRows: 3000, multiGetBytes: 31_457_280, scanRows: 1000, contextMs: 300_000 };

/** One partition's rows and what readers hold open on it. Replicas are not told apart: all see the same rows. */
export class Partition {
  readonly #contexts = new Map<bigint, { readonly resume: unknown; readonly endsAt: number }>();
  #lastContext = BigInt(randomInt(1, 2 ** 31)) << 32n;
  #decree = 1n;

  constructor(
    readonly appId: number,
    readonly index: number,
    readonly rows: Rows,
    readonly clock: Clock,
    readonly limits: Limits,
    private readonly env: (name: string) => string | undefined,
    /** How many partitions the table has, as far as this one knows. */
    private readonly count: () => number,
  ) {}

  get decree(): bigint {
    return this.#decree;
  }

  get openContexts(): number {
    return this.#contexts.size;
  }

  /** A row that is there and has not expired. */
  live(key: string): Row | undefined {
    const row = this.rows.get(key);
    return row && !this.expired(row) ? row : undefined;
  }

  expired({ expireTs }: Row): boolean {
    return expireTs > 0 && expireTs <= this.clock.seconds();
  }

  put(key: string, value: Buffer, expireTs: number): void {
    // The bytes are a piece of what has arrived: only a copy may stay.
    // An unsigned number that travels as a signed one.
    this.rows.put(key, { value: Buffer.from(value), expireTs: expireTs === 0 ? this.#defaultExpiry() : expireTs >>> 0 });
  }

  delete(key: string): void {
    this.rows.delete(key);
  }

  written(): bigint {
    this.#decree += 1n;
    return this.#decree;
  }

  /** Whether a row is here that belongs to the other half of a partition that was split. */
  foreign(entry: Entry): boolean {
    if (!this.validates) return false;
    const { hashKey, sortKey } = partsOf(entry.key);
    return !this.owns(keyHash(hashKey, sortKey));
  }

  get validates(): boolean {
    return this.env('replica.split.validate_partition_hash') === 'true';
  }

  owns(hash: bigint): boolean {
    return hash % BigInt(this.count()) === BigInt(this.index);
  }

  keep(resume: unknown): bigint {
    this.#lastContext += 1n;
    this.#contexts.set(this.#lastContext, { resume, endsAt: this.clock.now() + this.limits.contextMs });
    return this.#lastContext;
  }

  /** A context is used once. */
  take(id: bigint): unknown {
    const context = this.#contexts.get(id);
    this.#contexts.delete(id);
    return context && context.endsAt > this.clock.now() ? context.resume : undefined;
  }

  /** What another primary knows nothing of. */
  forgetContexts(): void {
    this.#contexts.clear();
  }

  #defaultExpiry(): number {
    const seconds = Number(this.env('default_ttl') ?? '0');
    return seconds > 0 ? this.clock.seconds() + seconds : 0;
  }
}

export const sortKeyOf = (key: string): Buffer => partsOf(key).sortKey;

export const keyText = (bytes: Buffer): string => bytes.toString('latin1');

