import type { ServerInfo } from '../../core/contract/session';
import type { Connected } from './connect';

/** Facts about the server for people. Questions that it does not answer are left out. */
export async function serverInfo({ client, facts, address, transport }: Connected, signal: AbortSignal): Promise<ServerInfo> {
  const [healthy, hosts] = await Promise.all([client.isHealthy(signal).catch(() => undefined), client.hosts(signal).catch(() => [])]);
  signal.throwIfAborted();
  const old = client.way === 'legacy';
  const alive = hosts.filter((host) => host.alive).length;
  return {
    product: 'ksqlDB',
    version: facts.version === '' ? 'unknown' : facts.version,
    features: ['Push and pull queries', 'Statements', ...(old ? ['Queries over /query, since the server is older than 0.24: no query ends with a reason, and push queries end with their connection'] : []), transport.proxy === undefined ? 'Inserts over HTTP/2' : 'Inserts one by one (through a proxy)'],
    facts: [
      ['Address', `${address.origin.host}${address.prefix}`],
      ...(facts.status === undefined ? [] : [['Status', facts.status] as const]),
      ...(healthy === undefined ? [] : [['Health', healthy ? 'healthy' : 'not healthy'] as const]),
      ['Service id', facts.serviceId],
      ['Kafka cluster', facts.clusterId],
      ...(hosts.length === 0 ? [] : [['Hosts', `${alive} of ${hosts.length} alive`] as const]),
    ],
  };
}
