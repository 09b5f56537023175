import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { MessageOf } from '../../../core/protobuf/message';
import { type LogBatch, logBatches } from '../log/logBatch';
import type { TableInfo } from '../types/table';
import { FETCH_LOG } from '../wire/apis';
import { FlussError, isRetriable, isStale, OFFSET_OUT_OF_RANGE } from '../wire/errorCodes';
import { type FetchedBucket, NO_FOLLOWER } from '../wire/messages/data';
import type { Cluster } from './cluster';
import type { Follower } from './followed';
import { type RemoteLogReader } from './remoteLog';
import type { Partition, TableMetadata } from './tableMetadata';

/** Where reading of a bucket starts, and, for a bounded one, the offset at which it ends. */
export interface BucketRange {
  readonly partition?: Partition;
  readonly bucket: number;
  readonly from: bigint;
  readonly to?: bigint;
}

export interface FetchedBatch {
  readonly bucket: BucketRange;
  /** Its bytes are used again when the next batch is asked for. */
  readonly batch: LogBatch;
  /** Rows before this offset are not wanted. */
  readonly from: bigint;
  /** Bytes of the batch as they came. */
  readonly bytes: number;
  /** True where the batch has all columns, though only some were asked for. */
  readonly whole: boolean;
}

export interface FetchOptions {
  /** Columns that the server should send, ascending; absent for all. */
  readonly projected?: readonly number[];
  /** Bytes of one answer, and of one bucket in it. */
  readonly maxBytes: number;
  readonly maxBucketBytes: number;
  readonly signal: AbortSignal;
}

/**
 * How long a server may hold its answer while it has no records. Servers of 0.9 do hold it as long as that even where records come meanwhile,
 * so that this is what a tail lags behind: little while rows come, more when it has been quiet.
 */
const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 160;
/** A restarted server is back after its old registration has expired: 40 s with the default settings. */
const GIVE_UP_MS = 60_000;
const PAUSE_MS = 300;

interface Reading {
  readonly range: BucketRange;
  at: bigint;
}

type Fetched = MessageOf<typeof FetchedBucket>;

interface Answer {
  readonly server: number;
  readonly readings: readonly Reading[];
  readonly buckets?: readonly Fetched[];
  readonly error?: unknown;
}

/**
 * Reads logs of many buckets: one request at a time to each server that leads some of them.
 * The next request is out while the rows of the last one are used; nothing further is asked before they are.
 */
export class LogFetcher implements Follower {
  #readings: readonly Reading[];
  readonly #pending = new Map<number, Promise<Answer>>();
  /** By server; none: the shortest. */
  readonly #waits = new Map<number, number>();
  /** Since when nothing has come, where something went wrong. */
  #failingSince: number | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly metadata: TableMetadata,
    readonly table: TableInfo,
    ranges: readonly BucketRange[],
    private readonly remote: RemoteLogReader,
    private readonly options: FetchOptions,
  ) {
    this.#readings = ranges.map((range) => ({ range, at: range.from }));
  }

  position({ partition, bucket }: Pick<BucketRange, 'partition' | 'bucket'>): bigint | undefined {
    return this.#readings.find(({ range }) => range.bucket === bucket && range.partition?.id === partition?.id)?.at;
  }

  /** Ends when all buckets have reached their end; without ends, never. */
  async *batches(): AsyncGenerator<FetchedBatch> {
    for (;;) {
      this.#dropFinished();
      if (this.#readings.length === 0) return;
      await this.#ask();
      if (this.#pending.size === 0) continue;
      const answer = await Promise.race(this.#pending.values());
      this.#pending.delete(answer.server);
      if (answer.error !== undefined) {
        await this.#recover(answer);
        continue;
      }
      this.#failingSince = undefined;
      yield* this.#take(answer);
    }
  }

  #dropFinished(): void {
    if (this.#readings.some(isFinished)) this.#readings = this.#readings.filter((reading) => !isFinished(reading));
  }

  /** Sends a request to each server that has none under way. */
  async #ask(): Promise<void> {
    const asked = new Set([...this.#pending.keys()]);
    const byServer = new Map<number, Reading[]>();
    for (const reading of this.#readings) {
      const server = await this.#leaderOf(reading);
      if (server === undefined || asked.has(server)) continue;
      byServer.set(server, [...(byServer.get(server) ?? []), reading]);
    }
    for (const [server, readings] of byServer) this.#pending.set(server, this.#fetch(server, readings));
    if (this.#pending.size === 0 && this.#readings.length > 0) await this.cluster.pause(PAUSE_MS, this.options.signal); // nobody leads anything: see whether that lasts
  }

  async #leaderOf({ range }: Reading): Promise<number | undefined> {
    try {
      return await this.metadata.leader(this.table, range.partition, range.bucket, this.options.signal);
    } catch (error) {
      await this.#checkTable(error);
      this.#checkPatience(error);
      return undefined;
    }
  }

  async #fetch(server: number, readings: readonly Reading[]): Promise<Answer> {
    const { projected, maxBytes, maxBucketBytes, signal } = this.options;
    const buckets = readings.map(({ range, at }) => ({ ...(range.partition ? { partitionId: range.partition.id } : {}), bucket: range.bucket, offset: at, maxBytes: maxBucketBytes }));
    const maxWaitMs = this.#waits.get(server) ?? SHORTEST_WAIT_MS;
    const tables = [{ tableId: this.table.tableId, projected: projected !== undefined, columns: projected ?? [], buckets }];
    try {
      const answer = await this.cluster.ask({ to: 'server', id: server }, FETCH_LOG, { follower: NO_FOLLOWER, maxBytes, tables, maxWaitMs, minBytes: 1 }, { signal });
      const fetched = answer.tables.flatMap((table) => table.buckets);
      if (fetched.some(({ records, remote }) => remote !== undefined || (records?.byteLength ?? 0) > 0)) this.#waits.delete(server);
      else this.#waits.set(server, Math.min(LONGEST_WAIT_MS, 2 * maxWaitMs));
      return { server, readings, buckets: fetched };
    } catch (error) {
      return { server, readings, error };
    }
  }

  async *#take({ readings, buckets = [] }: Answer): AsyncGenerator<FetchedBatch> {
    const failed: (readonly [Reading, FlussError])[] = [];
    const ready: FetchedBatch[] = [];
    for (const fetched of buckets) {
      const reading = readings.find(({ range }) => range.bucket === fetched.bucket && range.partition?.id === fetched.partitionId);
      if (!reading) continue;
      if (fetched.code !== undefined && fetched.code !== 0) failed.push([reading, new FlussError(fetched.code, fetched.message)]);
      else if (fetched.remote) yield* this.#takeRemote(reading, fetched.remote);
      else this.#takeLocal(reading, fetched, ready);
    }
    this.#dropFinished();
    if (failed.length === 0) await this.#ask(); // what comes next is on its way while these rows are used
    yield* ready;
    // batches are used up by now: who got them has copied what it wanted
    for (const buffer of new Set(buckets.flatMap(({ records }) => records?.buffer ?? []))) if (buffer instanceof ArrayBuffer) this.cluster.frames.give(buffer);
    for (const [reading, error] of failed) await this.#recoverBucket(reading, error);
  }

  async *#takeRemote(reading: Reading, remote: NonNullable<Fetched['remote']>): AsyncGenerator<FetchedBatch> {
    for await (const batch of this.remote.batches(remote, reading.at, this.options.signal)) {
      yield* this.#advance(reading, batch, true);
      if (isFinished(reading)) return;
    }
  }

  #takeLocal(reading: Reading, { records, filteredEnd }: Fetched, ready: FetchedBatch[]): void {
    const projected = this.options.projected !== undefined;
    for (const batch of logBatches(records ?? new Uint8Array(0), !projected)) ready.push(...this.#advance(reading, batch, !projected));
    if (filteredEnd !== undefined && filteredEnd > reading.at) reading.at = filteredEnd;
  }

  *#advance(reading: Reading, batch: LogBatch, whole: boolean): Generator<FetchedBatch> {
    const from = reading.at;
    if (batch.nextOffset <= from || isFinished(reading)) return;
    reading.at = batch.nextOffset;
    if (batch.count > 0) yield { bucket: reading.range, batch, from, bytes: batch.records.byteLength, whole };
  }

  async #recover({ readings, error }: Answer): Promise<void> {
    for (const { range } of readings) this.metadata.forgetLeader(this.table, range.partition, range.bucket);
    this.#checkPatience(error);
    await this.cluster.pause(PAUSE_MS, this.options.signal);
  }

  async #recoverBucket({ range, at }: Reading, error: FlussError): Promise<void> {
    if (error.code === OFFSET_OUT_OF_RANGE) throw outOfRange(this.table, range, at, error);
    if (!isStale(error.code)) throw error;
    this.metadata.forgetLeader(this.table, range.partition, range.bucket);
    await this.#checkTable(error);
    this.#checkPatience(error);
    await this.cluster.pause(PAUSE_MS, this.options.signal);
  }

  /** Servers say the same of a table that is gone as of one that has no leader. @throws where the table is gone, or another one has its name */
  async #checkTable(error: unknown): Promise<void> {
    if (!(error instanceof FlussError) || !isStale(error.code)) return;
    const now = await this.metadata.info(this.table, this.options.signal).catch((failure: unknown) => {
      if (isCancelled(failure) || (failure instanceof FlussError && !isRetriable(failure.code))) throw failure;
      return undefined; // nobody can tell now
    });
    if (now === undefined || now.tableId === this.table.tableId) return;
    throw new HeadwaterError({ what: `The table ${this.table.database}.${this.table.table} has been made anew`, why: 'It was dropped while it was read, and another one has its name.', todo: 'Read it again.', kind: 'changed' });
  }

  /** Goes on through what passes: a server that restarts, a leader that moves. @throws what does not pass, or has lasted too long */
  #checkPatience(error: unknown): void {
    if (isCancelled(error)) throw error;
    const passing = error instanceof FlussError ? isStale(error.code) : error instanceof HeadwaterError && (error.failure.kind === 'unreachable' || error.failure.kind === 'timeout');
    if (!passing) throw error;
    this.#failingSince ??= Date.now();
    if (Date.now() - this.#failingSince > GIVE_UP_MS) throw error;
  }
}

const isFinished = ({ range, at }: Reading): boolean => range.to !== undefined && at >= range.to;

function outOfRange(table: TableInfo, { bucket, partition }: BucketRange, at: bigint, error: FlussError): HeadwaterError {
  const where = partition ? `bucket ${bucket} of partition ${partition.name}` : `bucket ${bucket}`;
  return new HeadwaterError(
    {
      what: `The log of ${table.database}.${table.table} has no offset ${at} in ${where}`,
      why: error.text === '' ? 'The server lost or removed it.' : error.text,
      todo: 'Run it again: it then starts anew, at the earliest or the latest offset that there is now. After a crash a server may have lost the newest records, and counts from a lower offset again.',
      code: 'LOG_OFFSET_OUT_OF_RANGE (19)',
      kind: 'changed',
    },
    { cause: error },
  );
}
