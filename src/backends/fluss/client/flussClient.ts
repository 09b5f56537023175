import type { MessageMemory } from '../../../core/contract/memory';
import type { Codecs } from '../../../core/arrow/compression';
import type { ZstdCompress } from '../log/appendBatch';
import { Admin } from './admin';
import { Cluster, type ClusterSettings } from './cluster';
import { Followed } from './followed';
import { RemoteLogReader } from './remoteLog';
import type { S3Access } from './s3File';
import { storageAccess } from './storageAccess';
import { TableMetadata } from './tableMetadata';

export interface ClientSettings extends ClusterSettings {
  readonly codecs: Codecs;
  readonly zstd?: ZstdCompress;
  /** Writes are numbered, and sent again where nobody answered for them. */
  readonly idempotentWrites?: boolean;
  /** How remote storage in S3 is reached; absent: as the cluster says. */
  readonly storage?: S3Access;
  /** Where messages of rows are made; absent: new memory for each. */
  readonly memory?: MessageMemory;
}

/** One connected cluster and what is asked of it. */
export class FlussClient {
  readonly admin: Admin;
  readonly tables: TableMetadata;
  readonly remote: RemoteLogReader;
  readonly followed = new Followed();

  private constructor(
    readonly cluster: Cluster,
    readonly settings: ClientSettings,
  ) {
    this.admin = new Admin(cluster);
    this.tables = new TableMetadata(cluster);
    this.remote = new RemoteLogReader((signal) => storageAccess(cluster, settings.storage, signal));
  }

  static async connect(settings: ClientSettings, signal: AbortSignal): Promise<FlussClient> {
    return new FlussClient(await Cluster.connect(settings, signal), settings);
  }

  close(): void {
    this.cluster.close();
  }
}
