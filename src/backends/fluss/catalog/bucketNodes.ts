import type { CatalogNode } from '../../../core/contract/catalog';
import type { FlussClient } from '../client/flussClient';
import { goesToLake, lakeOffset, lakeSnapshot } from '../client/lake';
import { listOffsets } from '../client/offsets';
import type { Bucket } from '../client/tableMetadata';
import type { TableInfo } from '../types/table';

/** Buckets with their leader, the offsets they hold, and how far behind those who read them are: live reads of this session, and a data lake. */
export async function bucketNodes(client: FlussClient, info: TableInfo, base: readonly string[], buckets: readonly Bucket[], signal: AbortSignal): Promise<readonly CatalogNode[]> {
  const led = buckets.filter((bucket) => bucket.leader !== undefined);
  const offsets = (at: 'earliest' | 'latest'): Promise<readonly bigint[]> => listOffsets(client.cluster, client.tables, info, led, { at }, signal);
  // positions first: an offset that is asked for later is not before them
  const followed = buckets.map((bucket) => client.followed.position(info, bucket));
  const [earliest, latest, lake] = await Promise.all([offsets('earliest'), offsets('latest'), goesToLake(info) ? lakeSnapshot(client, info, signal) : undefined]);
  return buckets.map((bucket, index) => {
    const place = led.indexOf(bucket);
    const [first, last] = [earliest[place], latest[place]];
    const range = first === undefined || last === undefined ? ['no leader'] : [`offsets ${first} to ${last}`, `leader ${bucket.leader ?? ''}`, ...lagWords('live read', followed[index], last), ...lagWords('lake', lake && lakeOffset(lake, bucket), last)];
    return {
      path: [...base, String(bucket.bucket)],
      kind: 'bucket',
      label: `Bucket ${bucket.bucket}`,
      description: range.join(' · '),
      tooltip: `Leader: ${bucket.leader ?? 'none'}\n\nReplicas: ${bucket.replicas.join(', ')}`,
      icon: bucket.leader === undefined ? 'warning' : 'server-process',
      children: false,
    };
  });
}

/** @param at the offset that is read next */
function lagWords(who: string, at: bigint | undefined, last: bigint): readonly string[] {
  if (at === undefined) return [];
  return [at < last ? `${who} ${(last - at).toLocaleString('en-US')} behind` : `${who} at the end`];
}
