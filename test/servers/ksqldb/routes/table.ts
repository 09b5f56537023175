import type { Route } from './context';
import { insertsStream } from './inserts';
import { allStatuses, closeQuery, clusterStatus, healthcheck, info, isValidProperty, ksql, metadata, metadataId, ready, status, terminate, toInfo } from './others';
import { legacyQuery, queryStream } from './query';

/** What the server answers without credentials. */
export const SKIPS_AUTHENTICATION: ReadonlySet<string> = new Set(['/healthcheck', '/v1/metadata', '/v1/metadata/id', '/chc/ready', '/chc/live']);

const EXACT: Readonly<Record<string, Route>> = {
  'POST /ksql': ksql,
  'POST /ksql/terminate': terminate,
  'POST /query-stream': queryStream,
  'POST /query': legacyQuery,
  'POST /inserts-stream': insertsStream,
  'POST /close-query': closeQuery,
  'GET /': toInfo,
  'GET /info': info,
  'GET /healthcheck': healthcheck,
  'GET /clusterStatus': clusterStatus,
  'GET /status': allStatuses,
  'GET /v1/metadata': metadata,
  'GET /v1/metadata/id': metadataId,
  'GET /chc/ready': ready,
  'GET /chc/live': ready,
};

export function routeOf(method: string, path: string): Route | undefined {
  const exact = EXACT[`${method} ${path}`];
  if (exact || method !== 'GET') return exact;
  if (/^\/status\/[^/]+\/[^/]+\/[^/]+$/u.test(path)) return status;
  return path.startsWith('/is_valid_property/') ? isValidProperty : undefined;
}
