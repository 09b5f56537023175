import type { TableInfo } from '../types/table';
import { GET_TABLE_STATS } from '../wire/apis';
import { isStale, throwIfFailed } from '../wire/errorCodes';
import type { FlussClient } from './flussClient';
import type { Bucket } from './tableMetadata';

/** The rows of a table as its servers count them; `undefined` where they do not. */
export async function tableRows(client: FlussClient, table: TableInfo, signal: AbortSignal): Promise<bigint | undefined> {
  if (!(await client.cluster.offers(GET_TABLE_STATS, signal))) return undefined;
  const partitions = table.partitionKeys.length === 0 ? undefined : await client.tables.partitions(table, signal);
  const buckets = await client.tables.buckets(table, partitions, signal);
  const counts = await Promise.all(buckets.map((bucket) => client.cluster.retrying(() => bucketRows(client, table, bucket, signal), signal)));
  return counts.reduce((sum, count) => sum + count, 0n);
}

async function bucketRows(client: FlussClient, table: TableInfo, { partition, bucket }: Bucket, signal: AbortSignal): Promise<bigint> {
  const id = await client.tables.leader(table, partition, bucket, signal);
  const answer = await client.cluster.ask({ to: 'server', id }, GET_TABLE_STATS, { tableId: table.tableId, buckets: [{ ...(partition ? { partitionId: partition.id } : {}), bucket }], columns: [] }, { signal });
  const [found] = answer.buckets;
  if (found?.code !== undefined && isStale(found.code)) client.tables.forgetLeader(table, partition, bucket);
  if (found) throwIfFailed(found);
  return found?.rows ?? 0n;
}
