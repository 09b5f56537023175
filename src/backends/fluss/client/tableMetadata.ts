import { HeadwaterError } from '../../../core/errors';
import { readSchema, readTable } from '../types/tableJson';
import { SchemaError } from '../types/typeJson';
import type { TableInfo, TableSchema } from '../types/table';
import { GET_TABLE_INFO, GET_TABLE_SCHEMA, LIST_PARTITIONS } from '../wire/apis';
import { FlussError } from '../wire/errorCodes';
import type { Cluster } from './cluster';

export interface TablePath {
  readonly database: string;
  readonly table: string;
}

export interface Partition {
  readonly id: bigint;
  readonly name: string;
  /** In the order of the partition keys. */
  readonly values: readonly string[];
  /** 1.0 */
  readonly buckets?: number;
}

/** A bucket, where it is led, or that nobody leads it now. */
export interface Bucket {
  readonly partition?: Partition;
  readonly bucket: number;
  readonly leader: number | undefined;
  readonly replicas: readonly number[];
}

const ANY = { to: 'any' } as const;
/** No leader: some servers give this number, others none. */
const NO_LEADER = -1;
const LEADER_NOT_AVAILABLE = 44;

/** What the cluster knows of tables. Schemas by id never change and are kept; all else is asked when it is wanted. */
export class TableMetadata {
  readonly #schemas = new Map<string, Promise<TableSchema>>();
  /** Leaders as last told, by table, partition and bucket. */
  readonly #leaders = new Map<string, number>();

  constructor(private readonly cluster: Cluster) {}

  async info(path: TablePath, signal: AbortSignal): Promise<TableInfo> {
    const answer = await this.cluster.askAgain(() => ANY, GET_TABLE_INFO, { path }, { signal });
    const descriptor = understanding(path, () => readTable(answer.json));
    return {
      ...descriptor,
      ...path,
      tableId: answer.tableId,
      schemaId: answer.schemaId,
      buckets: descriptor.bucketCount ?? 1,
      createdMs: answer.createdMs,
      modifiedMs: answer.modifiedMs,
    };
  }

  schema(path: TablePath, tableId: bigint, schemaId: number, signal: AbortSignal): Promise<TableSchema> {
    const key = `${tableId}/${schemaId}`;
    const known = this.#schemas.get(key);
    if (known) return known;
    const asked = this.cluster.askAgain(() => ANY, GET_TABLE_SCHEMA, { path, schemaId }, { signal }).then((answer) => understanding(path, () => readSchema(answer.json)));
    this.#schemas.set(key, asked);
    asked.catch(() => this.#schemas.delete(key));
    return asked;
  }

  async partitions(table: TableInfo, signal: AbortSignal): Promise<readonly Partition[]> {
    const { partitions } = await this.cluster.askAgain(() => ANY, LIST_PARTITIONS, { path: table }, { signal });
    return partitions.map(({ id, spec, bucketCount }) => {
      const values = table.partitionKeys.map((key) => spec.values.find((pair) => pair.key === key)?.value ?? '');
      return { id, name: values.join('$'), values, ...(bucketCount === undefined ? {} : { buckets: bucketCount }) };
    });
  }

  /** All buckets of a table, or of the given partitions of a partitioned one. */
  async buckets(table: TableInfo, partitions: readonly Partition[] | undefined, signal: AbortSignal): Promise<readonly Bucket[]> {
    if (partitions && partitions.length === 0) return [];
    const answer = await this.cluster.retrying(() => this.cluster.metadata({ tables: [table], ...(partitions ? { partitions: partitions.map(({ id }) => id) } : {}) }, signal), signal);
    const found = partitions
      ? answer.partitions.flatMap(({ partitionId, buckets }) => {
          const partition = partitions.find(({ id }) => id === partitionId);
          return partition ? buckets.map((bucket) => ({ ...bucket, partition })) : [];
        })
      : answer.tables.flatMap(({ buckets }) => buckets.map((bucket) => ({ ...bucket, partition: undefined })));
    for (const { partition, bucket, leader } of found) {
      if (leader === undefined || leader === NO_LEADER) this.#leaders.delete(bucketKey(table, partition, bucket));
      else this.#leaders.set(bucketKey(table, partition, bucket), leader);
    }
    return found.map(({ partition, bucket, leader, replicas }) => ({ bucket, replicas, leader: leader === NO_LEADER ? undefined : leader, ...(partition ? { partition } : {}) }));
  }

  /** The leader of a bucket as last told, asked for where it is not known. @throws FlussError where there is none now */
  async leader(table: TableInfo, partition: Partition | undefined, bucket: number, signal: AbortSignal): Promise<number> {
    const key = bucketKey(table, partition, bucket);
    const known = this.#leaders.get(key);
    if (known !== undefined) return known;
    await this.buckets(table, partition ? [partition] : undefined, signal);
    const leader = this.#leaders.get(key);
    if (leader === undefined) throw new FlussError(LEADER_NOT_AVAILABLE, `Bucket ${bucket} of ${table.database}.${table.table} has no leader at the moment.`);
    return leader;
  }

  /** After an answer that says that the leader is another one. */
  forgetLeader(table: TableInfo, partition: Partition | undefined, bucket: number): void {
    this.#leaders.delete(bucketKey(table, partition, bucket));
  }
}

const bucketKey = (table: TableInfo, partition: Partition | undefined, bucket: number): string => `${table.tableId}/${partition?.id ?? ''}/${bucket}`;

function understanding<T>(path: TablePath, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new HeadwaterError(
      { what: `Could not understand the table ${path.database}.${path.table}`, why: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`, todo: 'A newer version of Headwater may know it.', kind: 'unsupported' },
      { cause: error },
    );
  }
}
