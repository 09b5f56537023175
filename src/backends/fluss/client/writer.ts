import type { Data } from 'apache-arrow';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { RejectedRow, WriteReport } from '../../../core/contract/tables';
import { type Route, Router, type RowColumns } from '../keys/router';
import { appendBatch, type ZstdCompress } from '../log/appendBatch';
import { writeKvBatch } from '../log/kvBatch';
import { RowError } from '../rows/rowError';
import { columnWriter, encodeRow } from '../rows/writeColumn';
import { columnIndex, kvFormat, type TableInfo } from '../types/table';
import { PRODUCE_LOG, PUT_KV } from '../wire/apis';
import { FlussError, isStale, throwIfFailed } from '../wire/errorCodes';
import type { Cluster } from './cluster';
import { textOf } from './admin';
import type { Partition, TableMetadata } from './tableMetadata';

/** Columns of the rows by the table's index. */
export interface RowsToWrite {
  readonly rows: number;
  readonly columns: ReadonlyMap<number, Data>;
}

export type WriteKind = 'append' | 'upsert' | 'delete' | { readonly partial: readonly number[] };

export interface WriteSettings {
  /** -1 all replicas confirm, 1 the leader. */
  readonly acks: -1 | 1;
  readonly timeoutMs: number;
  readonly zstd?: ZstdCompress;
}

/** Rows of one request to one bucket. */
const ROWS_PER_BATCH = 16_384;
/** Requests under way at once. */
const IN_FLIGHT = 4;
const REJECTED_KEPT = 1_000;
const RETRY_PAUSES_MS = [100, 200, 400, 800, 1600, 3200, 3200];

interface BucketRows {
  readonly partition: Partition | undefined;
  readonly bucket: number;
  readonly rows: number[];
}

/** Writes rows of one table, each to its own bucket. What a server refuses without having done it is sent again; what nobody answered for is not. */
export class TableRowWriter {
  readonly #router: Router;
  #partitions: ReadonlyMap<string, Partition> | undefined;
  #given = 0n;
  #written = 0n;
  #unknown = 0n;
  #rejectedRows = 0n;
  readonly #rejected: RejectedRow[] = [];
  #nextBucket = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly metadata: TableMetadata,
    private readonly table: TableInfo,
    private readonly kind: WriteKind,
    private readonly settings: WriteSettings,
  ) {
    this.#router = new Router(table);
  }

  /** Where a row without a bucket key goes; changes with each batch, so that buckets fill evenly. */
  async write(rows: RowsToWrite, signal: AbortSignal): Promise<void> {
    const first = this.#given;
    this.#given += BigInt(rows.rows);
    const batches = await this.#batches(rows, first, signal);
    for (let at = 0; at < batches.length; at += IN_FLIGHT) await Promise.all(batches.slice(at, at + IN_FLIGHT).map((batch) => this.#send(batch, rows, first, signal)));
  }

  report(): WriteReport {
    return { written: this.#written, rejected: this.#rejected, rejectedRows: this.#rejectedRows, unknown: this.#unknown };
  }

  async #batches({ rows, columns }: RowsToWrite, first: bigint, signal: AbortSignal): Promise<readonly BucketRows[]> {
    const routes = this.#router.routes(this.#columnsOf(columns));
    const groups = new Map<string, BucketRows>();
    const anyBucket = this.#nextBucket++;
    for (let row = 0; row < rows; row++) {
      const place = await this.#place(routes, row, anyBucket, first, signal);
      if (!place) continue;
      const key = `${place.partition?.id ?? ''}/${place.bucket}`;
      const group = groups.get(key);
      if (group) group.rows.push(row);
      else groups.set(key, { ...place, rows: [row] });
    }
    return [...groups.values()].flatMap(({ rows: all, ...place }) => Array.from({ length: Math.ceil(all.length / ROWS_PER_BATCH) }, (_, index) => ({ ...place, rows: all.slice(index * ROWS_PER_BATCH, (index + 1) * ROWS_PER_BATCH) })));
  }

  async #place(routes: (row: number) => Route, row: number, anyBucket: number, first: bigint, signal: AbortSignal): Promise<Omit<BucketRows, 'rows'> | undefined> {
    let route: Route;
    try {
      route = routes(row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.#reject(first + BigInt(row), `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`);
      return undefined;
    }
    const partition = await this.#partition(route, signal);
    if (this.table.partitionKeys.length > 0 && !partition) {
      this.#reject(first + BigInt(row), `There is no partition ${route.partition.join('$')}.`);
      return undefined;
    }
    const buckets = partition?.buckets ?? this.table.buckets;
    return { partition, bucket: this.#router.bucketOf(route, buckets) ?? anyBucket % buckets };
  }

  async #partition(route: Route, signal: AbortSignal): Promise<Partition | undefined> {
    if (this.table.partitionKeys.length === 0) return undefined;
    this.#partitions ??= new Map((await this.metadata.partitions(this.table, signal)).map((partition) => [partition.name, partition]));
    return this.#partitions.get(route.partition.join('$'));
  }

  async #send(batch: BucketRows, rows: RowsToWrite, first: bigint, signal: AbortSignal): Promise<void> {
    const records = this.#encode(batch, rows, first);
    if (!records) return;
    try {
      await this.#sendUntilAnswered(batch, records.bytes, signal);
      this.#written += BigInt(records.rows);
    } catch (error) {
      if (error instanceof HeadwaterError ? error.failure.outcomeUnknown === true : isCancelled(error)) this.#unknown += BigInt(records.rows);
      else this.#rejectedRows += BigInt(records.rows);
      throw error;
    }
  }

  /** @returns nothing where no row of the batch can be written */
  #encode({ rows: indexes }: BucketRows, { columns }: RowsToWrite, first: bigint): { readonly bytes: Uint8Array; readonly rows: number } | undefined {
    if (this.kind === 'append') return { bytes: appendBatch(this.table, columns, indexes, this.settings.zstd), rows: indexes.length };
    const format = kvFormat(this.table);
    const types = this.table.schema.columns.map((column) => column.type);
    const fields = types.map((type, index) => {
      const data = columns.get(index);
      return data && columnWriter(type, data, format);
    });
    const keys = this.#router.keys(this.#columnsOf(columns));
    const records = indexes.flatMap((row) => {
      try {
        this.#checkNulls(fields, row);
        return this.kind === 'delete' ? { key: keys(row) } : { key: keys(row), row: encodeRow(types, fields, row, format) };
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        this.#reject(first + BigInt(row), `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`);
        return [];
      }
    });
    return records.length === 0 ? undefined : { bytes: writeKvBatch(this.table.schemaId, records), rows: records.length };
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

  async #sendUntilAnswered({ partition, bucket }: BucketRows, records: Uint8Array, signal: AbortSignal): Promise<void> {
    for (const pause of [...RETRY_PAUSES_MS, undefined]) {
      try {
        await this.#sendOnce(partition, bucket, records, signal);
        return;
      } catch (error) {
        // these mean that nothing was written; a request that timed out on the server may have been
        if (!(error instanceof FlussError) || !isStale(error.code) || pause === undefined) throw this.#told(error);
        this.metadata.forgetLeader(this.table, partition, bucket);
        await this.cluster.pause(pause, signal);
      }
    }
  }

  async #sendOnce(partition: Partition | undefined, bucket: number, records: Uint8Array, signal: AbortSignal): Promise<void> {
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
    const unknown = error.code === 25 || error.code === 28; // timed out, or too few replicas after it was appended
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
