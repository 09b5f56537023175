import { bool, errorCode, gpid, i32, i64, list, map, optional, rpcAddress, set, struct, text } from '../wire/shapes';

/** Requests and replies by the field numbers of idl/backup.thrift, duplication.thrift, bulk_load.thrift, partition_split.thrift and replica_admin.thrift. */

export const hintResponse = struct({ err: [1, errorCode], hint: [2, text] });
export const maybeHintResponse = struct({ err: [1, errorCode], hint: [2, optional(text)] });

export const addPolicyRequest = struct({ provider: [1, text], name: [2, text], appIds: [3, list(i32)], interval: [4, i64], history: [5, i32], startTime: [6, text] });
export const modifyPolicyRequest = struct({
  name: [1, text],
  add: [2, optional(list(i32))],
  remove: [3, optional(list(i32))],
  interval: [4, optional(i64)],
  history: [5, optional(i32)],
  disabled: [6, optional(bool)],
  startTime: [7, optional(text)],
});
export const policyEntry = struct({ name: [1, text], provider: [2, text], interval: [3, text], appIds: [4, set(i32)], history: [5, i32], startTime: [6, text], disabled: [7, bool] });
export const backupEntry = struct({ id: [1, i64], startMs: [2, i64], endMs: [3, i64], appIds: [4, set(i32)] });
export const queryPolicyRequest = struct({ names: [1, list(text)], backups: [2, i32] });
export const queryPolicyResponse = struct({ err: [1, errorCode], policies: [2, list(policyEntry)], backups: [3, list(list(backupEntry))], hint: [4, optional(text)] });
export const restoreRequest = struct({
  cluster: [1, text],
  policy: [2, text],
  backupId: [3, i64],
  appName: [4, text],
  appId: [5, i32],
  newName: [6, text],
  provider: [7, text],
  skipBad: [8, bool],
  path: [9, optional(text)],
});
export const queryRestoreRequest = struct({ appId: [1, i32] });
export const queryRestoreResponse = struct({ err: [1, errorCode], statuses: [2, list(errorCode)], progress: [3, list(i32)] });

export const addDuplicationRequest = struct({ appName: [1, text], remote: [2, text], checkpoint: [3, optional(bool)], remoteName: [4, optional(text)], remoteReplicas: [5, optional(i32)] });
export const addDuplicationResponse = struct({ err: [1, errorCode], appId: [2, i32], dupId: [3, i32], hint: [4, optional(text)], remoteName: [5, optional(text)], remoteReplicas: [6, optional(i32)] });
export const modifyDuplicationRequest = struct({ appName: [1, text], dupId: [2, i32], status: [3, optional(i32)], failMode: [4, optional(i32)] });
export const modifyDuplicationResponse = struct({ err: [1, errorCode], appId: [2, i32] });
export const partitionState = struct({ confirmed: [1, i64], committed: [2, i64] });
export const duplicationEntry = struct({
  dupId: [1, i32],
  status: [2, i32],
  remote: [3, text],
  createdMs: [4, i64],
  progress: [5, optional(map(i32, i64))],
  failMode: [7, optional(i32)],
  remoteName: [8, optional(text)],
  remoteReplicas: [9, optional(i32)],
  mode: [10, optional(i32)],
  states: [11, optional(map(i32, partitionState))],
});
export const appNameRequest = struct({ appName: [1, text] });
export const queryDuplicationResponse = struct({ err: [1, errorCode], appId: [3, i32], entries: [4, list(duplicationEntry)] });

export const startLoadRequest = struct({ appName: [1, text], cluster: [2, text], provider: [3, text], path: [4, text], behind: [5, bool] });
export const controlRequest = struct({ appName: [1, text], type: [2, i32] });
export const replicaLoad = struct({ progress: [1, optional(i32)], download: [2, optional(errorCode)], ingest: [3, optional(i32)], cleaned: [4, optional(bool)], paused: [5, optional(bool)] });
export const queryLoadResponse = struct({
  err: [1, errorCode],
  appName: [2, text],
  status: [3, i32],
  partitions: [4, list(i32)],
  maxReplicas: [5, i32],
  replicas: [6, list(map(rpcAddress, replicaLoad))],
  hint: [7, optional(text)],
  loading: [8, optional(bool)],
});

export const startSplitRequest = struct({ appName: [1, text], count: [2, i32] });
export const controlSplitRequest = struct({ appName: [1, text], type: [2, i32], parent: [3, i32], oldCount: [4, optional(i32)] });
export const querySplitResponse = struct({ err: [1, errorCode], count: [2, i32], statuses: [3, map(i32, i32)], hint: [4, optional(text)] });

export const hotkeyRequest = struct({ type: [1, i32], action: [2, i32], pid: [3, gpid] });
export const hotkeyResponse = struct({ err: [1, errorCode], hint: [2, optional(text)], result: [3, optional(text)] });
