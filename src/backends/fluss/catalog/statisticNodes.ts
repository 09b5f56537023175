import type { CatalogNode } from '../../../core/contract/catalog';
import type { LakeSnapshot } from '../client/admin';
import type { FlussClient } from '../client/flussClient';
import { lakeSnapshot } from '../client/lake';
import { tableRows } from '../client/statistics';
import type { TableInfo } from '../types/table';

/** How much a table holds, and how much of it a data lake has. */
export async function statisticNodes(client: FlussClient, info: TableInfo, path: readonly string[], signal: AbortSignal): Promise<readonly CatalogNode[]> {
  const [rows, lake] = await Promise.all([tableRows(client, info, signal), lakeSnapshot(client, info, signal)]);
  const leaf = (id: string, label: string, description: string, icon: string): CatalogNode => ({ path: [...path, id], kind: 'statistic', label, description, icon, children: false });
  return [leaf('rows', 'Rows', rows === undefined ? 'not told by this server' : rows.toLocaleString('en-US'), 'list-ordered'), leaf('lake', 'Data lake', lake ? lakeWords(lake) : 'no snapshot', 'database')];
}

const lakeWords = ({ id, buckets }: LakeSnapshot): string =>
  `snapshot ${id}, up to ${buckets.map(({ bucket, partition, logOffset }) => `${partition === undefined ? '' : `${partition}/`}bucket ${bucket}: ${logOffset ?? '?'}`).join(', ')}`;
