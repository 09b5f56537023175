import type { Action } from '../../core/contract/action';
import type { ServerInfo, Session } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import type { LakeFs } from './api/lakeFs';
import { LakeFsCatalog } from './catalog/catalog';
import type { HttpClient } from './http/httpClient';
import { LakeFsObjects } from './objects';
import { KnownRepositories } from './repositoryFacts';
import { ObjectTransfer } from './transfer/objectTransfer';
import { LakeFsVersions } from './versions';

/** A session with a lakeFS server: no connection is held, each call stands alone. */
export class LakeFsSession implements Session {
  readonly actions: readonly Action[] = [];
  readonly catalog: LakeFsCatalog;
  readonly objects: LakeFsObjects;
  readonly versions: LakeFsVersions;
  #closed = false;

  constructor(
    private readonly http: HttpClient,
    private readonly lakeFs: LakeFs,
    readonly server: ServerInfo,
  ) {
    const known = new KnownRepositories(lakeFs);
    this.catalog = new LakeFsCatalog(lakeFs, known);
    this.objects = new LakeFsObjects(lakeFs, known, new ObjectTransfer(lakeFs));
    this.versions = new LakeFsVersions(lakeFs, known);
  }

  async ping(signal: AbortSignal): Promise<void> {
    const what = `Could not reach ${this.http.where}`;
    if (this.#closed) throw new HeadwaterError({ what, why: 'The session is closed.', kind: 'unreachable' });
    await this.lakeFs.server.user(what, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.http.close();
  }
}
