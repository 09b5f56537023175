import { CLUSTER_HEALTH } from '../wire/apis';
import type { Cluster } from './cluster';

export interface ClusterHealth {
  readonly status: 'green' | 'yellow' | 'red' | 'unknown';
  readonly replicas: number;
  readonly inSync: number;
  /** Buckets that should have a leader, and those that have one. */
  readonly leaders: number;
  readonly activeLeaders: number;
}

/** GetClusterHealthResponse.status */
const STATUSES = ['green', 'yellow', 'red'] as const;

/** How the cluster says that it is, from 1.0 on; `undefined` where its servers do not tell. */
export async function clusterHealth(cluster: Cluster, signal: AbortSignal): Promise<ClusterHealth | undefined> {
  if (!(await cluster.offers(CLUSTER_HEALTH, signal))) return undefined;
  const { status, ...counts } = await cluster.askAgain(() => ({ to: 'any' }), CLUSTER_HEALTH, {}, { signal });
  return { ...counts, status: STATUSES[status] ?? 'unknown' };
}
