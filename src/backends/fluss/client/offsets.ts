import { type Cluster } from './cluster';
import type { TableInfo } from '../types/table';
import { LIST_OFFSETS } from '../wire/apis';
import { FlussError, isStale, throwIfFailed } from '../wire/errorCodes';
import { NO_FOLLOWER } from '../wire/messages/data';
import type { Bucket, TableMetadata } from './tableMetadata';

export type OffsetSpec = { readonly at: 'earliest' | 'latest' } | { readonly at: 'timestamp'; readonly ms: bigint };

/** ListOffsetsRequest.offset_type */
const TYPES = { earliest: 0, latest: 1, timestamp: 2 } as const;

type Place = Pick<Bucket, 'partition' | 'bucket'>;

/** Offsets of buckets, in their order. `latest` is the high watermark; a time before all records gives the earliest, one in the future is refused. */
export async function listOffsets(cluster: Cluster, metadata: TableMetadata, table: TableInfo, buckets: readonly Place[], spec: OffsetSpec, signal: AbortSignal): Promise<readonly bigint[]> {
  const found = new Map<Place, bigint>();
  const askMissing = async (): Promise<void> => {
    const groups = await groupsOf(metadata, table, buckets.filter((place) => !found.has(place)), signal);
    const answers = await Promise.all([...groups].map((places) => listTogether(cluster, metadata, table, places, spec, signal)));
    for (const [place, offset] of answers.flat()) found.set(place, offset);
  };
  await cluster.retrying(askMissing, signal);
  return buckets.map((place) => found.get(place) ?? 0n);
}

/** Buckets that one request can ask for: of one partition, led by one server. Those whose leader is not known stand alone. */
async function groupsOf(metadata: TableMetadata, table: TableInfo, buckets: readonly Place[], signal: AbortSignal): Promise<Iterable<readonly Place[]>> {
  const groups = new Map<string, Place[]>();
  for (const place of buckets) {
    const key = `${place.partition?.id ?? ''}/${await leaderOrNone(metadata, table, place, signal)}`;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  }
  return groups.values();
}

async function leaderOrNone(metadata: TableMetadata, table: TableInfo, { partition, bucket }: Place, signal: AbortSignal): Promise<string> {
  try {
    return String(await metadata.leader(table, partition, bucket, signal));
  } catch (error) {
    if (error instanceof FlussError) return `none of ${bucket}`;
    throw error;
  }
}

/** @throws FlussError where one of the buckets has none now; its leader is then asked for anew */
async function listTogether(cluster: Cluster, metadata: TableMetadata, table: TableInfo, places: readonly Place[], spec: OffsetSpec, signal: AbortSignal): Promise<readonly (readonly [Place, bigint])[]> {
  const [first] = places;
  if (!first) return [];
  const id = await metadata.leader(table, first.partition, first.bucket, signal);
  const answer = await cluster.ask(
    { to: 'server', id },
    LIST_OFFSETS,
    {
      follower: NO_FOLLOWER,
      type: TYPES[spec.at],
      tableId: table.tableId,
      ...(first.partition ? { partitionId: first.partition.id } : {}),
      buckets: places.map(({ bucket }) => bucket),
      ...(spec.at === 'timestamp' ? { timestampMs: spec.ms } : {}),
    },
    { signal },
  );
  return places.map((place) => {
    const entry = answer.buckets.find(({ bucket }) => bucket === place.bucket);
    if (entry?.code !== undefined && isStale(entry.code)) for (const { partition, bucket } of places) metadata.forgetLeader(table, partition, bucket);
    if (entry) throwIfFailed(entry);
    return [place, entry?.offset ?? 0n] as const;
  });
}
