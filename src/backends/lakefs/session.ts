import type { Action } from '../../core/contract/action';
import type { ServerInfo, Session } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import { importActions } from './actions/importActions';
import { objectActions } from './actions/objectActions';
import { pullActions } from './actions/pullActions';
import { refActions } from './actions/refActions';
import { repositoryActions } from './actions/repositoryActions';
import { transactionActions } from './actions/transactionActions';
import type { LakeFs } from './api/lakeFs';
import type { ServerConfig, StorageConfig } from './api/serverApi';
import { LakeFsCatalog } from './catalog/catalog';
import type { S3Gateway } from './gateway/s3Gateway';
import type { BlockStore } from './http/blockStore';
import type { HttpClient } from './http/httpClient';
import { Imports } from './imports';
import { LakeFsObjects } from './objects';
import { Lakectl } from './lakectl/lakectl';
import { KnownRepositories } from './repositoryFacts';
import type { TransferRoute } from './settings/form';
import { GatewayParts } from './transfer/gatewayParts';
import { MultipartUploader } from './transfer/multipartUploader';
import { ObjectTransfer } from './transfer/objectTransfer';
import { PresignedParts } from './transfer/presignedParts';
import { PresignedRoute } from './transfer/presignedRoute';
import { LakeFsVersions } from './versions';

export interface SessionAbout {
  readonly config: ServerConfig;
  readonly transfer: TransferRoute;
  readonly gateway?: S3Gateway;
  readonly endpoint: URL;
  /** Where the connection keeps what outlives it; empty for nowhere. */
  readonly storageFolder: string;
}

/** A session with a lakeFS server: no connection is held, each call stands alone. */
export class LakeFsSession implements Session {
  readonly actions: readonly Action[];
  readonly catalog: LakeFsCatalog;
  readonly objects: LakeFsObjects;
  readonly versions: LakeFsVersions;
  readonly commandLines: Lakectl;
  #closed = false;

  readonly #transfer: ObjectTransfer;

  constructor(
    private readonly http: HttpClient,
    private readonly store: BlockStore,
    private readonly lakeFs: LakeFs,
    readonly server: ServerInfo,
    about: SessionAbout,
  ) {
    const known = new KnownRepositories(lakeFs);
    this.#transfer = new ObjectTransfer(lakeFs, {
      wished: about.transfer,
      presigned: new PresignedRoute(lakeFs.objects, lakeFs.staging, store),
      multipart: new MultipartUploader(new PresignedParts(lakeFs.multipart, store)),
      storageOf: async (repository, signal) => storageFor(about.config, about.config.storages.length > 1 ? (await known.of(repository, signal)).repository.storage_id : undefined),
      ...(about.gateway === undefined ? {} : { gateway: about.gateway, gatewayParts: new MultipartUploader(new GatewayParts(about.gateway, lakeFs.objects)) }),
    });
    const imports = new Imports(lakeFs, about.storageFolder);
    this.actions = [...repositoryActions(lakeFs, known), ...refActions(lakeFs, known), ...transactionActions(lakeFs), ...importActions(imports, known), ...pullActions(lakeFs, known), ...objectActions(lakeFs, about.gateway, about.endpoint)];
    this.catalog = new LakeFsCatalog(lakeFs, known, imports);
    this.objects = new LakeFsObjects(lakeFs, known, this.#transfer);
    this.versions = new LakeFsVersions(lakeFs, known);
    this.commandLines = new Lakectl({ repositories: lakeFs.repositories, objects: this.objects, versions: this.versions, imports });
  }

  async ping(signal: AbortSignal): Promise<void> {
    const what = `Could not reach ${this.http.where}`;
    if (this.#closed) throw new HeadwaterError({ what, why: 'The session is closed.', kind: 'unreachable' });
    await this.lakeFs.server.user(what, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#transfer.close();
    await Promise.all([this.http.close(), this.store.close()]);
  }
}

/** A server with several block stores tells each by its id; a repository says which one it is in. */
function storageFor({ storage, storages }: ServerConfig, id: string | undefined): StorageConfig | undefined {
  return id === undefined ? (storage ?? storages[0]) : (storages.find(({ blockstore_id }) => blockstore_id === id) ?? storage);
}
