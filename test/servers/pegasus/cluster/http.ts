import type { Cluster } from './cluster';
import { STATUS } from './table';

/** Answers a GET of the same port, as JSON. `undefined` where the bytes are no HTTP, or no whole request yet. */
export function httpReply(cluster: Cluster, role: 'meta' | 'replica', port: number, bytes: Buffer): string | undefined {
  if (bytes.length < 4 || bytes.subarray(0, 4).toString('latin1') !== 'GET ') return undefined;
  const text = bytes.toString('latin1');
  if (!text.includes('\r\n\r\n')) return undefined;
  const target = text.slice(4, text.indexOf(' ', 4));
  if (target === '/version') return reply('200 OK', { Version: 'double', GitCommit: 'none' });
  if (role === 'meta' && target.startsWith('/meta/')) {
    if (port !== cluster.leader) return reply('307 Temporary Redirect', {}, [`Location: http://127.0.0.1:${cluster.leader}${target}`]);
    if (target === '/meta/apps') return reply('200 OK', apps(cluster));
    if (target === '/meta/cluster') return reply('200 OK', { cluster_name: 'double', primary_meta_server: `127.0.0.1:${cluster.leader}` });
  }
  return reply('404 Not Found', {});
}

function apps(cluster: Cluster): unknown {
  const available = cluster.tables.filter(({ status }) => status === STATUS.available);
  return { general_info: Object.fromEntries(available.map(({ id, name, count }) => [String(id), { app_id: String(id), app_name: name, partition_count: String(count) }])) };
}

function reply(status: string, body: unknown, headers: readonly string[] = []): string {
  const text = JSON.stringify(body);
  return [`HTTP/1.1 ${status}`, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`, 'Connection: close', ...headers, '', text].join('\r\n');
}
