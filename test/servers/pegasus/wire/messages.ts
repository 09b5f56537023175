import { blob, bool, errorCode, gpid, hostPort, i32, i64, list, optional, rpcAddress, struct, text, textMap } from './shapes';

/** Requests and replies by the field numbers of idl/rrdb.thrift, idl/dsn.layer2.thrift and idl/meta_admin.thrift. */

export const updateRequest = struct({ key: [1, blob], value: [2, blob], expireTs: [3, i32] });
export const keyValue = struct({ key: [1, blob], value: [2, blob], expireTs: [3, optional(i32)] });
export const multiPutRequest = struct({ hashKey: [1, blob], kvs: [2, list(keyValue)], expireTs: [3, i32] });
export const multiRemoveRequest = struct({ hashKey: [1, blob], sortKeys: [2, list(blob)], maxCount: [3, i64] });
export const multiGetRequest = struct({
  hashKey: [1, blob],
  sortKeys: [2, list(blob)],
  maxCount: [3, i32],
  maxSize: [4, i32],
  noValue: [5, bool],
  start: [6, blob],
  stop: [7, blob],
  startInclusive: [8, bool],
  stopInclusive: [9, bool],
  filterType: [10, i32],
  filterPattern: [11, blob],
  reverse: [12, bool],
});
export const fullKey = struct({ hashKey: [1, blob], sortKey: [2, blob] });
export const batchGetRequest = struct({ keys: [1, list(fullKey)] });
export const getScannerRequest = struct({
  start: [1, blob],
  stop: [2, blob],
  startInclusive: [3, bool],
  stopInclusive: [4, bool],
  batchSize: [5, i32],
  noValue: [6, bool],
  hashFilterType: [7, i32],
  hashFilterPattern: [8, blob],
  sortFilterType: [9, i32],
  sortFilterPattern: [10, blob],
  validateHash: [11, optional(bool)],
  returnExpireTs: [12, optional(bool)],
  fullScan: [13, optional(bool)],
  onlyCount: [14, optional(bool)],
});
export const scanRequest = struct({ contextId: [1, i64] });
export const clearScannerRequest = i64;
export const incrRequest = struct({ key: [1, blob], increment: [2, i64], expireTs: [3, i32] });
export const checkAndSetRequest = struct({
  hashKey: [1, blob],
  checkSortKey: [2, blob],
  checkType: [3, i32],
  checkOperand: [4, blob],
  setOther: [5, bool],
  setSortKey: [6, blob],
  setValue: [7, blob],
  setExpireTs: [8, i32],
  returnValue: [9, bool],
});
export const mutate = struct({ operation: [1, i32], sortKey: [2, blob], value: [3, blob], expireTs: [4, i32] });
export const checkAndMutateRequest = struct({ hashKey: [1, blob], checkSortKey: [2, blob], checkType: [3, i32], checkOperand: [4, blob], mutates: [5, list(mutate)], returnValue: [6, bool] });

export const updateResponse = struct({ error: [1, i32], appId: [2, i32], partition: [3, i32], decree: [4, i64], server: [5, text] });
export const readResponse = struct({ error: [1, i32], value: [2, blob], appId: [3, i32], partition: [4, i32], server: [6, text] });
export const ttlResponse = struct({ error: [1, i32], ttl: [2, i32], appId: [3, i32], partition: [4, i32], server: [6, text] });
export const countResponse = struct({ error: [1, i32], count: [2, i64], appId: [3, i32], partition: [4, i32], server: [6, text] });
export const countedUpdate = struct({ error: [1, i32], count: [2, i64], appId: [3, i32], partition: [4, i32], decree: [5, i64], server: [6, text] });
export const multiGetResponse = struct({ error: [1, i32], kvs: [2, list(keyValue)], appId: [3, i32], partition: [4, i32], server: [6, text] });
export const fullData = struct({ hashKey: [1, blob], sortKey: [2, blob], value: [3, blob] });
export const batchGetResponse = struct({ error: [1, i32], data: [2, list(fullData)], appId: [3, i32], partition: [4, i32], server: [6, text] });
export const scanResponse = struct({ error: [1, i32], kvs: [2, list(keyValue)], contextId: [3, i64], appId: [4, i32], partition: [5, i32], server: [6, text], kvCount: [7, optional(i32)] });
export const checkedResponse = struct({
  error: [1, i32],
  returned: [2, bool],
  exists: [3, bool],
  value: [4, blob],
  appId: [5, i32],
  partition: [6, i32],
  decree: [7, i64],
  server: [8, text],
});

export const queryConfigRequest = struct({ name: [1, text], partitions: [2, list(i32)] });
export const partitionConfig = struct({
  pid: [1, gpid],
  ballot: [2, i64],
  maxReplicas: [3, i32],
  primary: [4, rpcAddress],
  secondaries: [5, list(rpcAddress)],
  lastDrops: [6, list(rpcAddress)],
  lastDecree: [7, i64],
  flags: [8, i32],
  hpPrimary: [9, optional(hostPort)],
  hpSecondaries: [10, optional(list(hostPort))],
  hpLastDrops: [11, optional(list(hostPort))],
});
export const queryConfigResponse = struct({ err: [1, errorCode], appId: [2, i32], partitionCount: [3, i32], stateful: [4, bool], partitions: [5, list(partitionConfig)] });

export const appInfo = struct({
  status: [1, i32],
  type: [2, text],
  name: [3, text],
  id: [4, i32],
  partitionCount: [5, i32],
  envs: [6, textMap],
  stateful: [7, bool],
  maxReplicas: [8, i32],
  expireSecond: [9, i64],
  createSecond: [10, i64],
  dropSecond: [11, i64],
  duplicating: [12, optional(bool)],
  initPartitionCount: [13, i32],
  bulkLoading: [14, optional(bool)],
  atomicIdempotent: [15, optional(bool)],
});
export const listAppsRequest = struct({ status: [1, i32], pattern: [2, optional(text)], matchType: [3, optional(i32)] });
export const listAppsResponse = struct({ err: [1, errorCode], apps: [2, list(appInfo)], hint: [3, optional(text)] });
export const nodeInfo = struct({ status: [1, i32], node: [2, rpcAddress], hpNode: [3, optional(hostPort)] });
export const listNodesRequest = struct({ status: [1, i32] });
export const listNodesResponse = struct({ err: [1, errorCode], nodes: [2, list(nodeInfo)] });
export const clusterInfoRequest = struct({});
export const clusterInfoResponse = struct({ err: [1, errorCode], keys: [2, list(text)], values: [3, list(text)] });
export const createAppRequest = struct({
  name: [1, text],
  options: [2, struct({ partitionCount: [1, i32], replicaCount: [2, i32], successIfExist: [3, bool], type: [4, text], stateful: [5, bool], envs: [6, textMap], atomicIdempotent: [7, optional(bool)] })],
});
export const createAppResponse = struct({ err: [1, errorCode], appId: [2, i32] });
export const dropAppRequest = struct({ name: [1, text], options: [2, struct({ successIfNotExist: [1, bool], reserveSeconds: [2, optional(i64)] })] });
export const errResponse = struct({ err: [1, errorCode] });
export const recallAppRequest = struct({ id: [1, i32], newName: [2, text] });
export const recallAppResponse = struct({ err: [1, errorCode], info: [2, appInfo] });
export const renameAppRequest = struct({ name: [1, text], newName: [2, text] });
export const hintResponse = struct({ err: [1, errorCode], hint: [2, text] });
export const updateEnvRequest = struct({ name: [1, text], operation: [2, i32], keys: [3, optional(list(text))], values: [4, optional(list(text))], clearPrefix: [5, optional(text)] });
export const appNameRequest = struct({ name: [1, text] });
export const maxReplicaResponse = struct({ err: [1, errorCode], count: [2, i32], hint: [3, text] });
export const command = struct({ name: [1, text], args: [2, list(text)] });
export const negotiation = struct({ status: [1, i32], message: [2, blob] });
