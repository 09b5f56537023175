import { gpid, hostPort, rpcAddress } from '../address';
import { field, optional, Struct } from '../struct';
import { blob, bool, errorCode, i32, i64, list, string, texts } from '../thriftTypes';

/** Messages of idl/dsn.layer2.thrift, idl/meta_admin.thrift and idl/security.thrift. */

export const QueryConfigRequest = new Struct('query_cfg_request', { appName: field(1, string), partitionIndices: field(2, list(i32)) });
/** Newer servers fill 9 to 11; who does not know them cannot read on. */
export const PartitionConfiguration = new Struct('partition_configuration', {
  pid: field(1, gpid),
  ballot: field(2, i64),
  maxReplicaCount: field(3, i32),
  primary: field(4, rpcAddress),
  secondaries: field(5, list(rpcAddress)),
  lastDrops: field(6, list(rpcAddress)),
  lastCommittedDecree: field(7, i64),
  partitionFlags: field(8, i32),
  hpPrimary: optional(9, hostPort),
  hpSecondaries: optional(10, list(hostPort)),
  hpLastDrops: optional(11, list(hostPort)),
});
export const QueryConfigResponse = new Struct('query_cfg_response', {
  err: field(1, errorCode),
  appId: field(2, i32),
  partitionCount: field(3, i32),
  isStateful: field(4, bool),
  partitions: field(5, list(PartitionConfiguration)),
});

export const AppInfo = new Struct('app_info', {
  status: field(1, i32),
  appType: field(2, string),
  appName: field(3, string),
  appId: field(4, i32),
  partitionCount: field(5, i32),
  envs: field(6, texts),
  isStateful: field(7, bool),
  maxReplicaCount: field(8, i32),
  expireSecond: field(9, i64),
  createSecond: field(10, i64),
  dropSecond: field(11, i64),
  duplicating: optional(12, bool),
  initPartitionCount: optional(13, i32),
  isBulkLoading: optional(14, bool),
  atomicIdempotent: optional(15, bool),
});
export const ListAppsRequest = new Struct('list_apps_request', { status: field(1, i32), appNamePattern: optional(2, string), matchType: optional(3, i32) });
export const ListAppsResponse = new Struct('list_apps_response', { err: field(1, errorCode), infos: field(2, list(AppInfo)), hint: optional(3, string) });

export const NodeInfo = new Struct('node_info', { status: field(1, i32), node: field(2, rpcAddress), hpNode: optional(3, hostPort) });
export const ListNodesRequest = new Struct('list_nodes_request', { status: field(1, i32) });
export const ListNodesResponse = new Struct('list_nodes_response', { err: field(1, errorCode), infos: field(2, list(NodeInfo)) });

export const ClusterInfoRequest = new Struct('cluster_info_request', {});
export const ClusterInfoResponse = new Struct('cluster_info_response', { err: field(1, errorCode), keys: field(2, list(string)), values: field(3, list(string)) });

export const CreateAppOptions = new Struct('create_app_options', {
  partitionCount: field(1, i32),
  replicaCount: field(2, i32),
  successIfExist: field(3, bool),
  appType: field(4, string),
  isStateful: field(5, bool),
  envs: field(6, texts),
  atomicIdempotent: optional(7, bool),
});
export const CreateAppRequest = new Struct('create_app_request', { appName: field(1, string), options: field(2, CreateAppOptions) });
export const CreateAppResponse = new Struct('create_app_response', { err: field(1, errorCode), appId: field(2, i32) });

export const DropAppOptions = new Struct('drop_app_options', { successIfNotExist: field(1, bool), reserveSeconds: optional(2, i64) });
export const DropAppRequest = new Struct('drop_app_request', { appName: field(1, string), options: field(2, DropAppOptions) });
export const DropAppResponse = new Struct('drop_app_response', { err: field(1, errorCode) });

export const RecallAppRequest = new Struct('recall_app_request', { appId: field(1, i32), newAppName: field(2, string) });
export const RecallAppResponse = new Struct('recall_app_response', { err: field(1, errorCode), info: field(2, AppInfo) });

export const RenameAppRequest = new Struct('rename_app_request', { oldAppName: field(1, string), newAppName: field(2, string) });
export const RenameAppResponse = new Struct('rename_app_response', { err: field(1, errorCode), hint: field(2, string) });

export const ENV_OPERATION = { set: 1, del: 2, clear: 3 } as const;
export const UpdateAppEnvRequest = new Struct('update_app_env_request', {
  appName: field(1, string),
  operation: field(2, i32),
  keys: optional(3, list(string)),
  values: optional(4, list(string)),
  clearPrefix: optional(5, string),
});
export const UpdateAppEnvResponse = new Struct('update_app_env_response', { err: field(1, errorCode), hint: field(2, string) });

export const GetMaxReplicaCountRequest = new Struct('get_max_replica_count_request', { appName: field(1, string) });
export const GetMaxReplicaCountResponse = new Struct('get_max_replica_count_response', { err: field(1, errorCode), maxReplicaCount: field(2, i32), hint: field(3, string) });

/** Both ways of the handshake. */
export const Negotiation = new Struct('negotiation', { status: field(1, i32), msg: field(2, blob) });
/** A command to a server of any kind, as remote commands of the shell. */
export const Command = new Struct('command', { cmd: field(1, string), args: field(2, list(string)) });
