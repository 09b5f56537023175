import { type Cluster } from './cluster';
import type { TableInfo } from '../types/table';
import { LIST_OFFSETS } from '../wire/apis';
import { isStale, throwIfFailed } from '../wire/errorCodes';
import { NO_FOLLOWER } from '../wire/messages/data';
import type { Bucket, Partition, TableMetadata } from './tableMetadata';

export type OffsetSpec = { readonly at: 'earliest' | 'latest' } | { readonly at: 'timestamp'; readonly ms: bigint };

/** ListOffsetsRequest.offset_type */
const TYPES = { earliest: 0, latest: 1, timestamp: 2 } as const;

/** Offsets of buckets, in their order. `latest` is the high watermark; a time before all records gives the earliest, one in the future is refused. */
export async function listOffsets(cluster: Cluster, metadata: TableMetadata, table: TableInfo, buckets: readonly Pick<Bucket, 'partition' | 'bucket'>[], spec: OffsetSpec, signal: AbortSignal): Promise<readonly bigint[]> {
  return Promise.all(buckets.map(({ partition, bucket }) => cluster.retrying(() => listOne(cluster, metadata, table, partition, bucket, spec, signal), signal)));
}

async function listOne(cluster: Cluster, metadata: TableMetadata, table: TableInfo, partition: Partition | undefined, bucket: number, spec: OffsetSpec, signal: AbortSignal): Promise<bigint> {
  const id = await metadata.leader(table, partition, bucket, signal);
  const answer = await cluster.ask(
    { to: 'server', id },
    LIST_OFFSETS,
    {
      follower: NO_FOLLOWER,
      type: TYPES[spec.at],
      tableId: table.tableId,
      ...(partition ? { partitionId: partition.id } : {}),
      buckets: [bucket],
      ...(spec.at === 'timestamp' ? { timestampMs: spec.ms } : {}),
    },
    { signal },
  );
  const found = answer.buckets.find((entry) => entry.bucket === bucket);
  if (found?.code !== undefined && isStale(found.code)) metadata.forgetLeader(table, partition, bucket);
  if (found) throwIfFailed(found);
  return found?.offset ?? 0n;
}
