import type { Address } from '../wire/address';
import { ENV_OPERATION } from '../wire/messages/meta';
import { PegasusError } from '../wire/errors';
import * as rpcs from '../wire/rpcs';
import type { Metas } from './metas';
import { pause } from './pause';
import { type Routes, routesOf } from './routes';
import type { CallOptions } from './settings';

const STATUSES = ['invalid', 'available', 'creating', 'creation failed', 'dropping', 'drop failed', 'dropped', 'recalling'] as const;
export type TableStatus = (typeof STATUSES)[number];

export interface TableInfo {
  readonly name: string;
  readonly appId: number;
  readonly status: TableStatus;
  readonly type: string;
  readonly partitionCount: number;
  readonly maxReplicas: number;
  readonly envs: ReadonlyMap<string, string>;
  /** Seconds since 1970; 0 where unknown. */
  readonly createdSeconds: bigint;
  readonly droppedSeconds: bigint;
  /** When a dropped table can no longer be recalled. */
  readonly expireSeconds: bigint;
}

export interface NodeInfo {
  readonly address: Address | undefined;
  /** The name by which newer servers know it. */
  readonly host: Address | undefined;
  readonly alive: boolean;
}

export interface CreateTable {
  readonly name: string;
  /** 4 and 3 are the defaults of the shell. */
  readonly partitionCount: number;
  readonly replicaCount: number;
  readonly envs?: ReadonlyMap<string, string>;
  readonly successIfExist?: boolean;
}

const READY_PAUSE_MS = 200;

/** What the meta servers do for the whole cluster. @throws PegasusError of layer `meta`, HeadwaterError */
export class PegasusAdmin {
  constructor(private readonly metas: Metas) {}

  /** Those of all states, dropped ones among them, as long as they can be recalled. */
  async listTables(options?: CallOptions): Promise<readonly TableInfo[]> {
    const { infos } = await this.metas.call(rpcs.LIST_APPS, { status: 0 }, options);
    return infos.map((info) => ({
      name: info.appName,
      appId: info.appId,
      status: STATUSES[info.status] ?? 'invalid',
      type: info.appType,
      partitionCount: info.partitionCount,
      maxReplicas: info.maxReplicaCount,
      envs: info.envs,
      createdSeconds: info.createSecond,
      droppedSeconds: info.dropSecond,
      expireSeconds: info.expireSecond,
    }));
  }

  async listNodes(options?: CallOptions): Promise<readonly NodeInfo[]> {
    const { infos } = await this.metas.call(rpcs.LIST_NODES, { status: 0 }, options);
    return infos.map(({ status, node, hpNode }) => ({ address: node, host: hpNode, alive: status === ALIVE }));
  }

  async clusterInfo(options?: CallOptions): Promise<readonly (readonly [key: string, value: string])[]> {
    const { keys, values } = await this.metas.call(rpcs.CLUSTER_INFO, {}, options);
    return keys.map((key, index) => [key, values[index] ?? '']);
  }

  async partitions(table: string, options?: CallOptions): Promise<Routes> {
    return routesOf(await this.metas.call(rpcs.QUERY_CONFIG, { appName: table, partitionIndices: [] }, options), undefined);
  }

  /** @returns the new table's id */
  async createTable({ name, partitionCount, replicaCount, envs = new Map(), successIfExist = false }: CreateTable, options?: CallOptions): Promise<number> {
    const { appId } = await this.metas.call(rpcs.CREATE_APP, { appName: name, options: { partitionCount, replicaCount, successIfExist, appType: 'pegasus', isStateful: true, envs } }, options);
    return appId;
  }

  /** Waits until every partition of a new table has a primary. @returns false where that is not so in time */
  async waitUntilReady(table: string, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const routes = await this.partitions(table, { signal }).catch((error: unknown) => {
        if (error instanceof PegasusError) return undefined; // still being made
        throw error;
      });
      if (routes && routes.partitionCount > 0 && routes.partitions.every(({ primary }) => primary)) return true;
      if (Date.now() + READY_PAUSE_MS >= deadline) return false;
      await pause(READY_PAUSE_MS, signal);
    }
  }

  /** @param reserveSeconds how long it can be recalled; the cluster's default where absent */
  async dropTable(name: string, options: CallOptions & { readonly reserveSeconds?: bigint; readonly successIfNotExist?: boolean } = {}): Promise<void> {
    await this.metas.call(rpcs.DROP_APP, { appName: name, options: { successIfNotExist: options.successIfNotExist ?? false, reserveSeconds: options.reserveSeconds } }, options);
  }

  /** @param newName empty for the one it had */
  async recallTable(appId: number, newName: string, options?: CallOptions): Promise<string> {
    const { info } = await this.metas.call(rpcs.RECALL_APP, { appId, newAppName: newName }, options);
    return info.appName;
  }

  async renameTable(from: string, to: string, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.RENAME_APP, { oldAppName: from, newAppName: to }, options);
  }

  async setEnvs(table: string, envs: ReadonlyMap<string, string>, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.UPDATE_APP_ENV, { appName: table, operation: ENV_OPERATION.set, keys: [...envs.keys()], values: [...envs.values()] }, options);
  }

  async deleteEnvs(table: string, keys: readonly string[], options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.UPDATE_APP_ENV, { appName: table, operation: ENV_OPERATION.del, keys }, options);
  }

  /** @param prefix of the names to clear; empty for all */
  async clearEnvs(table: string, prefix: string, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.UPDATE_APP_ENV, { appName: table, operation: ENV_OPERATION.clear, clearPrefix: prefix }, options);
  }

  async replicaCount(table: string, options?: CallOptions): Promise<number> {
    return (await this.metas.call(rpcs.GET_MAX_REPLICA_COUNT, { appName: table }, options)).maxReplicaCount;
  }
}

const ALIVE = 1;
