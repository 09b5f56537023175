import type { CatalogNode } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import type { FlussClient } from '../client/flussClient';
import { tableRows } from '../client/statistics';
import type { TableInfo } from '../types/table';

/** How much a table holds, and how much of it a data lake has. */
export async function statisticNodes(client: FlussClient, info: TableInfo, path: readonly string[], signal: AbortSignal): Promise<readonly CatalogNode[]> {
  const [rows, lake] = await Promise.all([tableRows(client, info, signal), lakeWords(client, info, signal)]);
  const leaf = (id: string, label: string, description: string, icon: string): CatalogNode => ({ path: [...path, id], kind: 'statistic', label, description, icon, children: false });
  return [leaf('rows', 'Rows', rows === undefined ? 'not told by this server' : rows.toLocaleString('en-US'), 'list-ordered'), leaf('lake', 'Data lake', lake, 'database')];
}

async function lakeWords(client: FlussClient, info: TableInfo, signal: AbortSignal): Promise<string> {
  try {
    const { id, buckets } = await client.admin.lakeSnapshot(info, signal);
    return `snapshot ${id}, up to ${buckets.map(({ bucket, partition, logOffset }) => `${partition === undefined ? '' : `${partition}/`}bucket ${bucket}: ${logOffset ?? '?'}`).join(', ')}`;
  } catch (error) {
    if (error instanceof HeadwaterError && NO_SNAPSHOT.some((name) => error.failure.code?.startsWith(name))) return 'no snapshot';
    throw error;
  }
}

/** No lake, or nothing of the table in it. */
const NO_SNAPSHOT = ['LAKE_STORAGE_NOT_CONFIGURED', 'LAKE_SNAPSHOT_NOT_EXIST'];
