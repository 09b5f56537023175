import type { CatalogNode } from '../../../core/contract/catalog';
import type { Cluster } from '../client/cluster';
import { type ClusterHealth, clusterHealth } from '../client/health';
import { SERVERS } from './nodePath';

/** How the cluster is, where it tells, then its servers. */
export async function serverNodes(cluster: Cluster, signal: AbortSignal): Promise<readonly CatalogNode[]> {
  await cluster.refresh(signal);
  const health = await clusterHealth(cluster, signal);
  const servers = cluster.nodes.map(({ id, role, address, rack }): CatalogNode => ({
    path: [SERVERS, `${role} ${id}`],
    kind: 'server',
    label: `${role === 'coordinator' ? 'Coordinator' : 'Tablet server'} ${id}`,
    description: `${address.host}:${address.port}${rack === undefined ? '' : ` · rack ${rack}`}`,
    icon: 'server',
    children: false,
  }));
  return [...(health ? [healthNode(health)] : []), ...servers];
}

const ICONS = { green: 'pass', yellow: 'warning', red: 'error', unknown: 'question' } as const;

function healthNode({ status, replicas, inSync, leaders, activeLeaders }: ClusterHealth): CatalogNode {
  const description = `${status} · ${inSync} of ${replicas} replicas in sync · ${activeLeaders} of ${leaders} leaders active`;
  return { path: [SERVERS, 'health'], kind: 'health', label: 'Health', description, icon: ICONS[status], children: false };
}
