import type { Data } from 'apache-arrow';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { RejectedRow, WriteReport } from '../../../core/contract/tables';
import { type Route, Router, type RowColumns } from '../keys/router';
import { appendBatch, type Run, type ZstdCompress } from '../log/appendBatch';
import { unsentKvBatch } from '../log/kvBatch';
import type { UnsentBatch, WriterMark } from '../log/unsentBatch';
import { RowError } from '../rows/rowError';
import { columnWriter, encodeRow } from '../rows/writeColumn';
import { columnIndex, kvFormat, type TableInfo } from '../types/table';
import { INIT_WRITER, PRODUCE_LOG, PUT_KV } from '../wire/apis';
import { DUPLICATE_SEQUENCE, FlussError, isStale, NOT_ENOUGH_REPLICAS_AFTER_APPEND, REQUEST_TIME_OUT, throwIfFailed } from '../wire/errorCodes';
import type { Cluster } from './cluster';
import { textOf } from './admin';
import type { Partition, TableMetadata } from './tableMetadata';

/** Columns of the rows by the table's index. */
export interface RowsToWrite {
  readonly rows: number;
  /** Of all columns together, about. */
  readonly bytes: number;
  readonly columns: ReadonlyMap<number, Data>;
}

export type WriteKind = 'append' | 'upsert' | 'delete' | { readonly partial: readonly number[] };

export interface WriteSettings {
  /** -1 all replicas confirm, 1 the leader. */
  readonly acks: -1 | 1;
  readonly timeoutMs: number;
  readonly zstd?: ZstdCompress;
  /** Batches are numbered, so that one that nobody answered for can be sent again: a server that has it already does not take it twice. */
  readonly idempotent?: boolean;
}

/** Of one request to one bucket: bytes before compression, and rows. */
const BYTES_PER_BATCH = 4 << 20;
const ROWS_PER_BATCH = 65_536;
/** Requests under way at once: one to each bucket, so that rows keep their order there. */
const IN_FLIGHT = 8;
const REJECTED_KEPT = 1_000;
/** Some 45 s in all: a bucket whose server restarts has a leader again when the server's old registration has expired, after 40 s with the default settings. */
const RETRY_PAUSES_MS: readonly number[] = [100, 200, 400, 800, 1600, ...Array.from({ length: 13 }, () => 3200)];

interface Place {
  readonly partition: Partition | undefined;
  readonly bucket: number;
}

interface BucketRows extends Place {
  /** Ascending. */
  readonly runs: readonly Run[];
}

interface Encoded extends Place {
  readonly records: UnsentBatch | Promise<UnsentBatch>;
  readonly rows: number;
  /** The first of the rows, in the order in which they were given. */
  readonly first: bigint;
}

/** Writes rows of one table, each to its own bucket. What a server refuses without having done it is sent again; what nobody answered for only where batches are numbered. */
export class TableRowWriter {
  readonly #router: Router;
  #partitions: ReadonlyMap<string, Partition> | undefined;
  #given = 0n;
  #written = 0n;
  #unknown = 0n;
  #rejectedRows = 0n;
  readonly #rejected: RejectedRow[] = [];
  /** Where rows without a bucket key go; changes with each batch, and is any one for the first, so that buckets fill evenly also where each writer writes little. */
  #nextBucket: number;
  /** The last request to each bucket. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #inFlight = new Set<Promise<void>>();
  #failure: Error | undefined;
  #writerId: Promise<bigint> | undefined;
  /** The number of the next batch, by place. */
  readonly #sequences = new Map<string, number>();

  constructor(
    private readonly cluster: Cluster,
    private readonly metadata: TableMetadata,
    private readonly table: TableInfo,
    private readonly kind: WriteKind,
    private readonly settings: WriteSettings,
  ) {
    this.#router = new Router(table);
    this.#nextBucket = Math.floor(Math.random() * table.buckets);
  }

  /** Resolves when more can be taken: requests may still be under way. @throws what a request met, this one's or one before; nothing is sent after that */
  async write(rows: RowsToWrite, signal: AbortSignal): Promise<void> {
    const first = this.#given;
    this.#given += BigInt(rows.rows);
    if (this.table.partitionKeys.length > 0) this.#partitions ??= new Map((await this.metadata.partitions(this.table, signal)).map((partition) => [partition.name, partition]));
    for (const batch of this.#batches(rows, first)) {
      while (this.#inFlight.size >= IN_FLIGHT) await Promise.race(this.#inFlight);
      if (this.#failure !== undefined) throw this.#failure;
      const encoded = this.#encode(batch, rows, first);
      if (encoded) this.#enqueue(encoded, signal);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits for the answers to all that was sent. @throws what one of the requests met; what came of all of them is in the report */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure;
  }

  report(): WriteReport {
    return { written: this.#written, rejected: this.#rejected, rejectedRows: this.#rejectedRows, unknown: this.#unknown };
  }

  #batches({ rows, bytes, columns }: RowsToWrite, first: bigint): readonly BucketRows[] {
    const most = Math.max(1, Math.min(ROWS_PER_BATCH, Math.floor((BYTES_PER_BATCH * rows) / bytes)));
    if (this.#router.anyBucket) return chunksOf([{ start: 0, count: rows }], most).map((runs) => ({ partition: undefined, bucket: this.#nextBucket++ % this.table.buckets, runs }));
    const routes = this.#router.routes(this.#columnsOf(columns));
    const groups = new Map<string, Place & { readonly runs: Run[] }>();
    const anyBucket = this.#nextBucket++;
    for (let row = 0; row < rows; row++) {
      const place = this.#place(routes, row, anyBucket, first);
      if (!place) continue;
      const key = placeKey(place);
      const group = groups.get(key);
      const last = group?.runs.at(-1);
      if (!group) groups.set(key, { ...place, runs: [{ start: row, count: 1 }] });
      else if (last && last.start + last.count === row) group.runs[group.runs.length - 1] = { start: last.start, count: last.count + 1 };
      else group.runs.push({ start: row, count: 1 });
    }
    return [...groups.values()].flatMap(({ runs, ...place }) => chunksOf(runs, most).map((chunk) => ({ ...place, runs: chunk })));
  }

  #place(routes: (row: number) => Route, row: number, anyBucket: number, first: bigint): Place | undefined {
    let route: Route;
    try {
      route = routes(row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.#reject(first + BigInt(row), sentence(error));
      return undefined;
    }
    const partition = this.#partitions?.get(route.partition.join('$'));
    if (this.table.partitionKeys.length > 0 && !partition) {
      this.#reject(first + BigInt(row), `There is no partition ${route.partition.join('$')}.`);
      return undefined;
    }
    const buckets = partition?.buckets ?? this.table.buckets;
    return { partition, bucket: this.#router.bucketOf(route, buckets) ?? anyBucket % buckets };
  }

  /** Sends a batch when the one before it to the same bucket has been answered. */
  #enqueue(batch: Encoded, signal: AbortSignal): void {
    const key = placeKey(batch);
    const sent = (this.#last.get(key) ?? Promise.resolve()).then(() => (this.#failure === undefined ? this.#send(batch, signal) : undefined));
    this.#last.set(key, sent);
    this.#inFlight.add(sent);
    void sent.finally(() => {
      this.#inFlight.delete(sent);
      if (this.#last.get(key) === sent) this.#last.delete(key);
    });
  }

  async #send(batch: Encoded, signal: AbortSignal): Promise<void> {
    try {
      await this.#sendUntilAnswered(batch, signal);
      this.#written += BigInt(batch.rows);
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      if (isUnknown(error) || isCancelled(error)) this.#unknown += BigInt(batch.rows);
      else {
        const why = error instanceof HeadwaterError ? error.failure.why : String(error);
        if (this.#rejected.length < REJECTED_KEPT) this.#rejected.push({ row: batch.first, why });
        this.#rejectedRows += BigInt(batch.rows);
      }
    }
  }

  /** @returns nothing where no row of the batch can be written */
  #encode({ runs, ...place }: BucketRows, { columns }: RowsToWrite, given: bigint): Encoded | undefined {
    const first = given + BigInt(runs[0]?.start ?? 0);
    if (this.kind === 'append') {
      const unsent = appendBatch(this.table, columns, runs, this.settings.zstd);
      unsent.catch(() => undefined); // told when it is sent
      return { ...place, first, records: unsent, rows: rowsIn(runs) };
    }
    const format = kvFormat(this.table);
    const types = this.table.schema.columns.map((column) => column.type);
    const fields = types.map((type, index) => {
      const data = columns.get(index);
      return data && columnWriter(type, data, format);
    });
    const keys = this.#router.keys(this.#columnsOf(columns));
    const records = indexesOf(runs).flatMap((row) => {
      try {
        this.#checkNulls(fields, row);
        return this.kind === 'delete' ? { key: keys(row) } : { key: keys(row), row: encodeRow(types, fields, row, format) };
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        this.#reject(given + BigInt(row), sentence(error));
        return [];
      }
    });
    return records.length === 0 ? undefined : { ...place, first, records: unsentKvBatch(this.table.schemaId, records), rows: records.length };
  }

  #columnsOf(columns: RowsToWrite['columns']): RowColumns {
    return (name, type) => {
      const data = columns.get(columnIndex(this.table.schema, name));
      return data && columnWriter(type, data, 'COMPACTED');
    };
  }

  #checkNulls(fields: readonly ({ isNull(row: number): boolean } | undefined)[], row: number): void {
    if (this.kind === 'delete') return;
    this.table.schema.columns.forEach(({ name, type }, index) => {
      const field = fields[index];
      const meant = typeof this.kind !== 'object' || this.kind.partial.includes(index);
      if (!type.nullable && meant && (!field || field.isNull(row))) throw new RowError(`the column ${name} must not be NULL`);
    });
  }

  async #sendUntilAnswered(batch: Encoded, signal: AbortSignal): Promise<void> {
    const { partition, bucket } = batch;
    const mark = this.settings.idempotent === true ? await this.#mark(batch, signal) : undefined;
    const records = (await batch.records).sealed(mark);
    let unknown: unknown; // what the first try met of which nobody knows what came of it
    for (const pause of [...RETRY_PAUSES_MS, undefined]) {
      try {
        await this.#sendOnce(partition, bucket, records, signal);
        return;
      } catch (error) {
        if (error instanceof FlussError && error.code === DUPLICATE_SEQUENCE) return;
        const told = this.#told(error);
        if (isUnknown(told)) unknown ??= told;
        // a stale server has written nothing; of a batch without a number there is no second try after anything else
        const again = error instanceof FlussError && isStale(error.code) ? true : mark !== undefined && (isUnknown(told) || isUnreachable(told));
        if (!again || pause === undefined) throw unknown ?? told;
        this.metadata.forgetLeader(this.table, partition, bucket);
        await this.cluster.pause(pause, signal);
      }
    }
  }

  /** Requests to one bucket go one after the other, so that their numbers arrive in order; a request that fails for good is the last one. */
  async #mark(place: Place, signal: AbortSignal): Promise<WriterMark> {
    this.#writerId ??= this.cluster.askAgain(() => ({ to: 'tablet' }), INIT_WRITER, { tables: [this.table] }, { signal }).then(({ writerId }) => writerId);
    const key = placeKey(place);
    const sequence = this.#sequences.get(key) ?? 0;
    this.#sequences.set(key, sequence + 1);
    return { id: await this.#writerId, sequence };
  }

  async #sendOnce(partition: Partition | undefined, bucket: number, records: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    const server = { to: 'server', id: await this.metadata.leader(this.table, partition, bucket, signal) } as const;
    const request = {
      acks: this.settings.acks,
      tableId: this.table.tableId,
      timeoutMs: this.settings.timeoutMs,
      buckets: [{ ...(partition ? { partitionId: partition.id } : {}), bucket, records }],
    };
    const options = { signal, writes: true };
    const columns = typeof this.kind === 'object' ? this.kind.partial : [];
    const answer = this.kind === 'append' ? await this.cluster.ask(server, PRODUCE_LOG, request, options) : await this.cluster.ask(server, PUT_KV, { ...request, columns }, options);
    for (const part of answer.buckets) throwIfFailed(part);
  }

  #told(error: unknown): unknown {
    if (!(error instanceof FlussError)) return error;
    const unknown = error.code === REQUEST_TIME_OUT || error.code === NOT_ENOUGH_REPLICAS_AFTER_APPEND;
    return new HeadwaterError(
      {
        what: `Could not write to ${textOf(this.table)}`,
        why: error.text === '' ? error.message : error.text,
        code: error.message.split(':', 1)[0] ?? '',
        ...(unknown ? { outcomeUnknown: true } : {}),
      },
      { cause: error },
    );
  }

  #reject(row: bigint, why: string): void {
    this.#rejectedRows += 1n;
    if (this.#rejected.length < REJECTED_KEPT) this.#rejected.push({ row, why });
  }
}

const isUnknown = (error: unknown): boolean => error instanceof HeadwaterError && error.failure.outcomeUnknown === true;

const isUnreachable = (error: unknown): boolean => error instanceof HeadwaterError && error.failure.kind === 'unreachable';

const placeKey = ({ partition, bucket }: Place): string => `${partition?.id ?? ''}/${bucket}`;

const sentence = ({ message }: RowError): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

const rowsIn = (runs: readonly Run[]): number => runs.reduce((sum, { count }) => sum + count, 0);

const indexesOf = (runs: readonly Run[]): readonly number[] => runs.flatMap(({ start, count }) => Array.from({ length: count }, (_, index) => start + index));

/** The same rows in parts of at most `most`. */
function chunksOf(runs: readonly Run[], most: number): readonly (readonly Run[])[] {
  const chunks: Run[][] = [];
  let room = 0;
  for (const { start, count } of runs) {
    for (let taken = 0; taken < count; ) {
      if (room === 0) {
        chunks.push([]);
        room = most;
      }
      const part = Math.min(room, count - taken);
      chunks.at(-1)?.push({ start: start + taken, count: part });
      taken += part;
      room -= part;
    }
  }
  return chunks;
}
