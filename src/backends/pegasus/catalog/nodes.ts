import type { CatalogNode } from '../../../core/contract/catalog';
import { quoteIdentifier } from '../../../core/sql/identifier';
import { duckDbLanguage } from '../../../duckdb/language';
import type { NodeInfo, TableInfo } from '../client/admin';
import type { Partition, Routes } from '../client/routes';
import { addressText } from '../wire/address';

/** Ids of the fixed nodes. A table's id begins with another mark, whatever its name. */
export const NODES = 'nodes';
export const DROPPED = 'dropped';
export const TABLE = 'table:';
export const PARTITIONS = 'partitions';
export const KEYS = 'keys';
export const ENVS = 'environments';

export const tablePath = (name: string): readonly string[] => [`${TABLE}${name}`];

export const quotedName = (name: string): string => quoteIdentifier(name, duckDbLanguage);

export function tableNode(info: Pick<TableInfo, 'name' | 'appId' | 'status' | 'partitionCount' | 'envs' | 'maxReplicas'>): CatalogNode {
  const { name, appId, status, partitionCount, envs, maxReplicas } = info;
  const usable = status === 'available';
  return {
    path: tablePath(name),
    kind: usable ? 'table' : 'unavailable table',
    label: name,
    description: [`${partitionCount} partitions`, ...(usable ? [] : [status])].join(' · '),
    tooltip: `**${name}**\n\nid ${appId}, ${status}, ${partitionCount} partitions of ${maxReplicas} replicas, ${envs.size} environment variables`,
    icon: usable ? 'table' : 'warning',
    children: usable,
    ...(usable ? { reference: quotedName(name), selectable: true, preview: `SELECT * FROM ${quotedName(name)} LIMIT 100`, table: [name], actions: TABLE_ACTIONS } : {}),
  };
}

export const TABLE_ACTIONS = ['table.create', 'table.set', 'table.count', 'table.copy', 'table.encodings', 'table.setEnv', 'table.rename', 'table.drop'] as const;

export function droppedNode({ name, appId, expireSeconds }: TableInfo): CatalogNode {
  const until = expireSeconds > 0n ? new Date(Number(expireSeconds) * 1000).toISOString().slice(0, 16).replace('T', ' ') : '';
  return {
    path: [DROPPED, String(appId)],
    kind: 'dropped table',
    label: name,
    description: until === '' ? `id ${appId}` : `id ${appId} · until ${until} UTC`,
    tooltip: 'It can be recalled as long as the cluster keeps it.',
    icon: 'trash',
    children: false,
    actions: ['table.recall'],
  };
}

export function partNodes(name: string, envs: number, partitions: number): readonly CatalogNode[] {
  const node = (id: string, label: string, icon: string, description: string): CatalogNode => ({ path: [...tablePath(name), id], kind: 'group', label, icon, description, children: true });
  return [node(KEYS, 'Keys', 'key', ''), node(PARTITIONS, 'Partitions', 'server-process', String(partitions)), node(ENVS, 'Environment', 'settings', String(envs))];
}

export function envNodes(name: string, envs: ReadonlyMap<string, string>): readonly CatalogNode[] {
  return [...envs].sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => ({ path: [...tablePath(name), ENVS, key], kind: 'property', label: key, description: value, icon: 'symbol-property', children: false, actions: ['env.delete'] }));
}

export function partitionNodes(name: string, { partitions }: Routes): readonly CatalogNode[] {
  return partitions.map((partition) => ({
    path: [...tablePath(name), PARTITIONS, String(partition.index)],
    kind: 'partition',
    label: `Partition ${partition.index}`,
    description: [partition.primary ? addressText(partition.primary) : 'no primary', healthOf(partition)].filter((part) => part !== 'healthy').join(' · '),
    tooltip: `ballot ${partition.ballot}, ${healthOf(partition)}`,
    icon: partition.primary ? (healthOf(partition) === 'healthy' ? 'server-process' : 'warning') : 'error',
    children: true,
  }));
}

/** The rule of all tools: src/common/replication_common.cpp. */
export function healthOf({ primary, secondaries, maxReplicas }: Partition): string {
  const replicas = (primary ? 1 : 0) + secondaries.length;
  if (!primary) return 'cannot be read or written';
  if (replicas < 2 && maxReplicas > 1) return 'cannot be written';
  return replicas >= maxReplicas ? 'healthy' : `${replicas} of ${maxReplicas} replicas`;
}

export function replicaNodes(name: string, { index, primary, secondaries }: Partition): readonly CatalogNode[] {
  const base = [...tablePath(name), PARTITIONS, String(index)];
  const node = (address: string, role: string): CatalogNode => ({ path: [...base, address], kind: 'replica', label: address, description: role, icon: role === 'primary' ? 'star-full' : 'circle-outline', children: false });
  return [...(primary ? [node(addressText(primary), 'primary')] : []), ...secondaries.map((address) => node(addressText(address), 'secondary'))];
}

export function nodeNode({ address, host, alive }: NodeInfo): CatalogNode {
  const label = address ? addressText(address) : host ? addressText(host) : 'unknown';
  return { path: [NODES, label], kind: 'node', label, description: [...(host ? [host.host] : []), alive ? 'alive' : 'not alive'].join(' · '), icon: alive ? 'vm-running' : 'vm-outline', children: false };
}
