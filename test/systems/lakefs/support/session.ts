import { setMaxListeners } from 'node:events';
import type { ConnectContext } from '../../../../src/core/contract/backend';
import type { ConnectionProfile } from '../../../../src/core/contract/profile';
import { LakeFsBackend } from '../../../../src/backends/lakefs/backend';
import type { LakeFsSession } from '../../../../src/backends/lakefs/session';
import { connectLakeFs } from '../../../../src/backends/lakefs/connect';
import { lakeFsSettings } from '../../../../src/backends/lakefs/settings/form';
import type { LakeFsServer } from '../../../servers/lakefs/start';

export const never = new AbortController().signal;
// Hundreds of calls share it.
setMaxListeners(0, never);

export function contextOf(changed: Partial<ConnectContext> = {}): ConnectContext {
  const silent = (): void => undefined;
  return { log: { info: silent, warn: silent, error: silent, wire: silent }, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC', ...changed };
}

export function profileOf(server: Pick<LakeFsServer, 'endpoint' | 'accessKeyId'>, values: ConnectionProfile['values'] = {}): ConnectionProfile {
  return { id: '0a8f0c1e-0000-4000-8000-00000000000f', name: 'lake', backend: 'lakefs', values: { credentials: 'key', endpoint: server.endpoint, accessKeyId: server.accessKeyId, proxyMode: 'none', ...values } };
}

export function secretsOf(server: Pick<LakeFsServer, 'secretAccessKey'>) {
  return { secretAccessKey: server.secretAccessKey };
}

/** A session as a person's profile would open it. */
export async function openSession(server: LakeFsServer, values: ConnectionProfile['values'] = {}, changed: Partial<ConnectContext> = {}): Promise<LakeFsSession> {
  return connectLakeFs(lakeFsSettings(profileOf(server, values).values), secretsOf(server), contextOf(changed), {});
}

export function backendOf(): LakeFsBackend {
  return new LakeFsBackend({});
}

export async function* bytesOf(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}

/** For content whose pieces share memory. */
export async function* copies(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of content) yield piece.slice();
}

export async function gather(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
