import type { Address, Gpid } from '../wire/address';
import { PegasusError } from '../wire/errors';
import * as rpcs from '../wire/rpcs';
import type { StructOf } from '../wire/struct';
import type * as messages from '../wire/messages/operations';
import type { Metas } from './metas';
import type { Nodes } from './nodes';
import type { CallOptions, ClientSettings } from './settings';

/** Enums by their numbers, in the words of idl/. */
export const DUPLICATION_STATUSES = ['DS_INIT', 'DS_PREPARE', 'DS_APP', 'DS_LOG', 'DS_PAUSE', 'DS_REMOVED'] as const;
export const FAIL_MODES = ['slow', 'skip', 'fast'] as const;
export const BULK_LOAD_STATUSES = ['BLS_INVALID', 'BLS_DOWNLOADING', 'BLS_DOWNLOADED', 'BLS_INGESTING', 'BLS_SUCCEED', 'BLS_FAILED', 'BLS_PAUSING', 'BLS_PAUSED', 'BLS_CANCELED'] as const;
export const INGESTION_STATUSES = ['IS_INVALID', 'IS_RUNNING', 'IS_SUCCEED', 'IS_FAILED'] as const;
export const SPLIT_STATUSES = ['NOT_SPLIT', 'SPLITTING', 'PAUSING', 'PAUSED', 'CANCELING'] as const;
const BULK_LOAD_CONTROLS = ['pause', 'restart', 'cancel', 'force cancel'] as const;
const SPLIT_CONTROLS = ['pause', 'restart', 'cancel'] as const;
export const HOTKEY_TYPES = ['read', 'write'] as const;
export const HOTKEY_ACTIONS = ['start', 'stop', 'query'] as const;

const NOWHERE = { appId: 0, partition: 0, partitionHash: 0n, backup: false };

type Written<M extends { write(to: never, value: never): void }> = Parameters<M['write']>[1];

/** What operators do with tables: backups, duplications, bulk loads, splits, the search for hot keys. @throws PegasusError, HeadwaterError */
export class PegasusOperations {
  constructor(
    private readonly metas: Metas,
    private readonly nodes: Nodes,
    private readonly settings: Pick<ClientSettings, 'timeoutMs'>,
  ) {}

  async addBackupPolicy(policy: Written<typeof messages.AddBackupPolicyRequest>, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.ADD_BACKUP_POLICY, policy, options);
  }

  async modifyBackupPolicy(changes: Written<typeof messages.ModifyBackupPolicyRequest>, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.MODIFY_BACKUP_POLICY, changes, options);
  }

  /** @param names of policies, none for all. @param backups the newest ones of each */
  backupPolicies(names: readonly string[], backups: number, options?: CallOptions): Promise<StructOf<typeof messages.QueryBackupPolicyResponse>> {
    return this.metas.call(rpcs.QUERY_BACKUP_POLICY, { names, backups }, options);
  }

  /** @returns the new table's id */
  async restore(request: Written<typeof messages.RestoreRequest>, options?: CallOptions): Promise<number> {
    return (await this.metas.call(rpcs.START_RESTORE, request, options)).appId;
  }

  restoreStatus(appId: number, options?: CallOptions): Promise<StructOf<typeof messages.QueryRestoreResponse>> {
    return this.metas.call(rpcs.QUERY_RESTORE_STATUS, { appId }, options);
  }

  addDuplication(request: Written<typeof messages.AddDuplicationRequest>, options?: CallOptions): Promise<StructOf<typeof messages.AddDuplicationResponse>> {
    return this.metas.call(rpcs.ADD_DUPLICATION, request, options);
  }

  async setDuplicationStatus(appName: string, dupId: number, status: (typeof DUPLICATION_STATUSES)[number], options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.MODIFY_DUPLICATION, { appName, dupId, status: DUPLICATION_STATUSES.indexOf(status) }, options);
  }

  async setDuplicationFailMode(appName: string, dupId: number, mode: (typeof FAIL_MODES)[number], options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.MODIFY_DUPLICATION, { appName, dupId, failMode: FAIL_MODES.indexOf(mode) }, options);
  }

  async duplications(appName: string, options?: CallOptions): Promise<StructOf<typeof messages.QueryDuplicationResponse>['entries']> {
    return (await this.metas.call(rpcs.QUERY_DUPLICATION, { appName }, options)).entries;
  }

  async startBulkLoad(request: Written<typeof messages.StartBulkLoadRequest>, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.START_BULK_LOAD, request, options);
  }

  async controlBulkLoad(appName: string, control: (typeof BULK_LOAD_CONTROLS)[number], options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.CONTROL_BULK_LOAD, { appName, type: BULK_LOAD_CONTROLS.indexOf(control) }, options);
  }

  bulkLoad(appName: string, options?: CallOptions): Promise<StructOf<typeof messages.QueryBulkLoadResponse>> {
    return this.metas.call(rpcs.QUERY_BULK_LOAD_STATUS, { appName }, options);
  }

  async clearBulkLoad(appName: string, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.CLEAR_BULK_LOAD, { appName }, options);
  }

  /** @param partitionCount twice what the table has */
  async startSplit(appName: string, partitionCount: number, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.START_PARTITION_SPLIT, { appName, partitionCount }, options);
  }

  /** @param parent one partition, -1 for all */
  async controlSplit(appName: string, control: (typeof SPLIT_CONTROLS)[number], parent: number, oldPartitionCount: number | undefined, options?: CallOptions): Promise<void> {
    await this.metas.call(rpcs.CONTROL_PARTITION_SPLIT, { appName, type: SPLIT_CONTROLS.indexOf(control), parent, oldPartitionCount }, options);
  }

  split(appName: string, options?: CallOptions): Promise<StructOf<typeof messages.QuerySplitResponse>> {
    return this.metas.call(rpcs.QUERY_PARTITION_SPLIT, { appName }, options);
  }

  /** Asks one replica server, which watches a partition that it has. @returns what was found, for `query` */
  async detectHotkey(server: Address, pid: Gpid, type: (typeof HOTKEY_TYPES)[number], action: (typeof HOTKEY_ACTIONS)[number], { timeoutMs = this.settings.timeoutMs, signal }: CallOptions = {}): Promise<string | undefined> {
    const connection = await this.nodes.connection(server, signal);
    const answer = await connection.request(rpcs.DETECT_HOTKEY, NOWHERE, { type: HOTKEY_TYPES.indexOf(type), action: HOTKEY_ACTIONS.indexOf(action), pid }, { timeoutMs, signal });
    if (answer.err !== 'ERR_OK') throw new PegasusError('replica', answer.err, rpcs.DETECT_HOTKEY.name, answer.hint ?? '');
    return answer.result;
  }
}
