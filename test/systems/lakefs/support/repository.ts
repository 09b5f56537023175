import { Agent } from 'undici';
import { LakeFs } from '../../../../src/backends/lakefs/api/lakeFs';
import { KeyAuthorizer } from '../../../../src/backends/lakefs/http/authorizer';
import { HttpClient } from '../../../../src/backends/lakefs/http/httpClient';
import type { LakeFsServer } from '../../../servers/lakefs/start';
import { contextOf, never } from './session';

/** The calls of a server, as tests prepare it. */
export function callsOf(server: Pick<LakeFsServer, 'endpoint' | 'accessKeyId' | 'secretAccessKey'>): LakeFs & AsyncDisposable {
  const http = new HttpClient(new Agent(), new URL(server.endpoint), '/api/v1', new KeyAuthorizer(server.accessKeyId, server.secretAccessKey), contextOf().log);
  return Object.assign(new LakeFs(http), { [Symbol.asyncDispose]: () => http.close() });
}

export async function createRepository(server: LakeFsServer, name: string): Promise<void> {
  const calls = callsOf(server);
  try {
    await calls.repositories.create({ name, storageNamespace: server.namespace(name) }, never);
  } finally {
    await calls[Symbol.asyncDispose]();
  }
}
