import { HeadwaterError } from '../../../core/errors';
import type { TableInfo } from '../types/table';
import type { LakeSnapshot } from './admin';
import type { FlussClient } from './flussClient';
import type { Bucket } from './tableMetadata';

/** The newest snapshot; `undefined` where there is no lake, or nothing of the table in it. */
export async function lakeSnapshot(client: FlussClient, table: TableInfo, signal: AbortSignal): Promise<LakeSnapshot | undefined> {
  try {
    return await client.admin.lakeSnapshot(table, signal);
  } catch (error) {
    if (error instanceof HeadwaterError && NO_SNAPSHOT.some((name) => error.failure.code?.startsWith(name))) return undefined;
    throw error;
  }
}

const NO_SNAPSHOT = ['LAKE_STORAGE_NOT_CONFIGURED', 'LAKE_SNAPSHOT_NOT_EXIST'];

export const goesToLake = ({ properties }: TableInfo): boolean => properties['table.datalake.enabled']?.toLowerCase() === 'true';

export const lakeOffset = ({ buckets }: LakeSnapshot, { bucket, partition }: Bucket): bigint | undefined =>
  buckets.find((one) => one.bucket === bucket && (partition === undefined || one.partitionId === partition.id || one.partition === partition.name))?.logOffset;
