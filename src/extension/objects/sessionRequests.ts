import type { Cancel } from '../cancel';
import type { RequestDefinition } from '../../protocol/define';
import { DescribeObjects, type ObjectsInfo } from '../../protocol/objects';
import { DescribeVersions, type VersionsInfo } from '../../protocol/versions';
import type { SessionInfo } from '../../protocol/sessions';
import type { Server } from '../server/api';
import { HeadwaterError } from '../../core/errors';
import type { ConnectionProfile } from '../../core/contract/profile';

export interface SessionOpener {
  find(id: string): ConnectionProfile | undefined;
  open(id: string, cancel?: Cancel): Promise<SessionInfo>;
}

/** Requests that need an open session: it is opened first. What a session is like is asked once. */
export class SessionRequests {
  readonly #objects = new Map<string, Promise<ObjectsInfo>>();
  readonly #versions = new Map<string, Promise<VersionsInfo>>();

  constructor(
    private readonly server: Pick<Server, 'request'>,
    private readonly connections: SessionOpener,
  ) {}

  async request<P extends { readonly connectionId: string }, R>(definition: RequestDefinition<P, R>, params: P, cancel?: Cancel): Promise<R> {
    await this.#open(params.connectionId, cancel);
    return this.server.request(definition, params, cancel);
  }

  /** For what goes on inside an open session, such as the pieces of a write. */
  requestInside<P extends object, R>(definition: RequestDefinition<P, R>, params: P, cancel?: Cancel): Promise<R> {
    return this.server.request(definition, params, cancel);
  }

  objects(connectionId: string): Promise<ObjectsInfo> {
    return once(this.#objects, connectionId, () => this.request(DescribeObjects, { connectionId }));
  }

  /** `undefined` where the connection keeps no versions. */
  async versions(connectionId: string): Promise<VersionsInfo | undefined> {
    const { capabilities } = await this.#open(connectionId);
    return capabilities.includes('versions') ? once(this.#versions, connectionId, () => this.request(DescribeVersions, { connectionId })) : undefined;
  }

  #open(connectionId: string, cancel?: Cancel): Promise<SessionInfo> {
    if (this.connections.find(connectionId)) return this.connections.open(connectionId, cancel);
    throw new HeadwaterError({ what: 'Could not reach the files', why: 'Their connection was removed.', todo: 'Add the connection again, or open the files from another.', code: 'unknown-connection' });
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found) return found;
  const asked = ask();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}
