import { gpid, rpcAddress } from '../address';
import { field, optional, Struct } from '../struct';
import { bool, errorCode, i32, i64, list, map, set, string } from '../thriftTypes';

/** Messages of idl/backup.thrift, idl/duplication.thrift, idl/bulk_load.thrift, idl/partition_split.thrift and idl/replica_admin.thrift. */

const named = { appName: field(1, string) };
const hinted = { err: field(1, errorCode), hint: field(2, string) };
const maybeHinted = { err: field(1, errorCode), hint: optional(2, string) };

export const AddBackupPolicyRequest = new Struct('configuration_add_backup_policy_request', {
  provider: field(1, string),
  policyName: field(2, string),
  appIds: field(3, list(i32)),
  intervalSeconds: field(4, i64),
  historyCount: field(5, i32),
  startTime: field(6, string),
});
export const AddBackupPolicyResponse = new Struct('configuration_add_backup_policy_response', hinted);
export const ModifyBackupPolicyRequest = new Struct('configuration_modify_backup_policy_request', {
  policyName: field(1, string),
  addAppIds: optional(2, list(i32)),
  removeAppIds: optional(3, list(i32)),
  intervalSeconds: optional(4, i64),
  historyCount: optional(5, i32),
  disabled: optional(6, bool),
  startTime: optional(7, string),
});
export const ModifyBackupPolicyResponse = new Struct('configuration_modify_backup_policy_response', hinted);
const PolicyEntry = new Struct('policy_entry', {
  name: field(1, string),
  provider: field(2, string),
  intervalSeconds: field(3, string),
  appIds: field(4, set(i32)),
  historyCount: field(5, i32),
  startTime: field(6, string),
  disabled: field(7, bool),
});
const BackupEntry = new Struct('backup_entry', { id: field(1, i64), startMs: field(2, i64), endMs: field(3, i64), appIds: field(4, set(i32)) });
export const QueryBackupPolicyRequest = new Struct('configuration_query_backup_policy_request', { names: field(1, list(string)), backups: field(2, i32) });
export const QueryBackupPolicyResponse = new Struct('configuration_query_backup_policy_response', {
  err: field(1, errorCode),
  policies: field(2, list(PolicyEntry)),
  backups: field(3, list(list(BackupEntry))),
  hint: optional(4, string),
});
/** Answered as the making of a table is. */
export const RestoreRequest = new Struct('configuration_restore_request', {
  clusterName: field(1, string),
  policyName: field(2, string),
  backupId: field(3, i64),
  appName: field(4, string),
  appId: field(5, i32),
  newAppName: field(6, string),
  provider: field(7, string),
  skipBadPartition: field(8, bool),
  restorePath: optional(9, string),
});
export const QueryRestoreRequest = new Struct('configuration_query_restore_request', { appId: field(1, i32) });
/** Of each partition; progress in thousandths. */
export const QueryRestoreResponse = new Struct('configuration_query_restore_response', { err: field(1, errorCode), statuses: field(2, list(errorCode)), progress: field(3, list(i32)) });

/** The fields of 2.6 are left out by servers before it. */
export const AddDuplicationRequest = new Struct('duplication_add_request', {
  ...named,
  remote: field(2, string),
  withCheckpoint: optional(3, bool),
  remoteAppName: optional(4, string),
  remoteReplicaCount: optional(5, i32),
});
export const AddDuplicationResponse = new Struct('duplication_add_response', {
  err: field(1, errorCode),
  appId: field(2, i32),
  dupId: field(3, i32),
  hint: optional(4, string),
  remoteAppName: optional(5, string),
  remoteReplicaCount: optional(6, i32),
});
export const ModifyDuplicationRequest = new Struct('duplication_modify_request', { ...named, dupId: field(2, i32), status: optional(3, i32), failMode: optional(4, i32) });
export const ModifyDuplicationResponse = new Struct('duplication_modify_response', { err: field(1, errorCode), appId: field(2, i32) });
const PartitionState = new Struct('duplication_partition_state', { confirmedDecree: field(1, i64), lastCommittedDecree: field(2, i64) });
const DuplicationEntry = new Struct('duplication_entry', {
  dupId: field(1, i32),
  status: field(2, i32),
  remote: field(3, string),
  createdMs: field(4, i64),
  progress: optional(5, map(i32, i64)),
  failMode: optional(7, i32),
  remoteAppName: optional(8, string),
  remoteReplicaCount: optional(9, i32),
  mode: optional(10, i32),
  partitionStates: optional(11, map(i32, PartitionState)),
});
export const QueryDuplicationRequest = new Struct('duplication_query_request', named);
export const QueryDuplicationResponse = new Struct('duplication_query_response', { err: field(1, errorCode), appId: field(3, i32), entries: field(4, list(DuplicationEntry)) });

export const StartBulkLoadRequest = new Struct('start_bulk_load_request', { ...named, clusterName: field(2, string), provider: field(3, string), rootPath: field(4, string), ingestBehind: field(5, bool) });
export const StartBulkLoadResponse = new Struct('start_bulk_load_response', hinted);
export const ControlBulkLoadRequest = new Struct('control_bulk_load_request', { ...named, type: field(2, i32) });
export const ControlBulkLoadResponse = new Struct('control_bulk_load_response', maybeHinted);
const ReplicaBulkLoad = new Struct('partition_bulk_load_state', {
  downloadProgress: optional(1, i32),
  downloadStatus: optional(2, errorCode),
  ingestStatus: optional(3, i32),
  cleanedUp: optional(4, bool),
  paused: optional(5, bool),
});
export const QueryBulkLoadRequest = new Struct('query_bulk_load_request', named);
export const QueryBulkLoadResponse = new Struct('query_bulk_load_response', {
  err: field(1, errorCode),
  appName: field(2, string),
  status: field(3, i32),
  statuses: field(4, list(i32)),
  maxReplicas: field(5, i32),
  replicas: field(6, list(map(rpcAddress, ReplicaBulkLoad))),
  hint: optional(7, string),
  loading: optional(8, bool),
});
export const ClearBulkLoadRequest = new Struct('clear_bulk_load_state_request', named);
export const ClearBulkLoadResponse = new Struct('clear_bulk_load_state_response', hinted);

export const StartSplitRequest = new Struct('start_partition_split_request', { ...named, partitionCount: field(2, i32) });
export const StartSplitResponse = new Struct('start_partition_split_response', hinted);
/** @param parent -1 for all partitions; the old count is needed where a split is cancelled */
export const ControlSplitRequest = new Struct('control_split_request', { ...named, type: field(2, i32), parent: field(3, i32), oldPartitionCount: optional(4, i32) });
export const ControlSplitResponse = new Struct('control_split_response', maybeHinted);
export const QuerySplitRequest = new Struct('query_split_request', named);
export const QuerySplitResponse = new Struct('query_split_response', { err: field(1, errorCode), partitionCount: field(2, i32), statuses: field(3, map(i32, i32)), hint: optional(4, string) });

export const DetectHotkeyRequest = new Struct('detect_hotkey_request', { type: field(1, i32), action: field(2, i32), pid: field(3, gpid) });
export const DetectHotkeyResponse = new Struct('detect_hotkey_response', { err: field(1, errorCode), hint: optional(2, string), result: optional(3, string) });
