import { type Frame, readArgs, resultBytes } from '../wire/frames';
import { addressOf, gpidOf } from '../wire/address';
import * as messages from '../wire/messages';
import type { Shape, ValueOf } from '../wire/shapes';
import type { Cluster } from './cluster';
import type { Reply } from './replica';
import { type Placement, STATUS, type Table } from './table';
import * as operations from './operationMessages';
import * as work from './operations';
import { createTable, dropTable, recallTable, renameTable, updateEnvs } from './tableChanges';

type Asked = { readonly err: string };

interface MetaCall {
  readonly answer: (cluster: Cluster, args: Buffer) => Buffer;
  /** What a server says that does not lead. */
  readonly refuse: (cluster: Cluster, err: string) => Buffer;
}

function call<Q, A extends Asked>(request: Shape<Q>, response: Shape<A>, answer: (cluster: Cluster, request: Q) => A, refuse?: (cluster: Cluster, err: string) => A): MetaCall {
  return {
    answer: (cluster, args) => resultBytes(response, answer(cluster, readArgs(request, args))),
    refuse: (cluster, err) => resultBytes(response, refuse?.(cluster, err) ?? { ...response.absent(), err }),
  };
}

const META_CALLS: ReadonlyMap<string, MetaCall> = new Map<string, MetaCall>([
  ['RPC_CM_QUERY_PARTITION_CONFIG_BY_INDEX', call(messages.queryConfigRequest, messages.queryConfigResponse, queryConfig, forward)],
  ['RPC_CM_LIST_APPS', call(messages.listAppsRequest, messages.listAppsResponse, listApps)],
  ['RPC_CM_LIST_NODES', call(messages.listNodesRequest, messages.listNodesResponse, listNodes)],
  ['RPC_CM_CLUSTER_INFO', call(messages.clusterInfoRequest, messages.clusterInfoResponse, clusterInfo)],
  ['RPC_CM_CREATE_APP', call(messages.createAppRequest, messages.createAppResponse, createTable)],
  ['RPC_CM_DROP_APP', call(messages.dropAppRequest, messages.errResponse, dropTable)],
  ['RPC_CM_RECALL_APP', call(messages.recallAppRequest, messages.recallAppResponse, (cluster, request) => {
    const { err, table } = recallTable(cluster, request);
    return { err, info: table ? infoOf(cluster, table) : messages.appInfo.absent() };
  })],
  ['RPC_CM_RENAME_APP', call(messages.renameAppRequest, messages.hintResponse, renameTable)],
  ['RPC_CM_UPDATE_APP_ENV', call(messages.updateEnvRequest, messages.hintResponse, updateEnvs)],
  ['RPC_CM_GET_MAX_REPLICA_COUNT', call(messages.appNameRequest, messages.maxReplicaResponse, (cluster, { name }) =>
    cluster.table(name) ? { err: 'ERR_OK', count: 3, hint: '' } : { err: 'ERR_APP_NOT_EXIST', count: 0, hint: `app(${name}) does not exist` })],
  ['RPC_CM_ADD_BACKUP_POLICY', call(operations.addPolicyRequest, operations.hintResponse, work.addPolicy)],
  ['RPC_CM_MODIFY_BACKUP_POLICY', call(operations.modifyPolicyRequest, operations.hintResponse, work.modifyPolicy)],
  ['RPC_CM_QUERY_BACKUP_POLICY', call(operations.queryPolicyRequest, operations.queryPolicyResponse, work.queryPolicies)],
  ['RPC_CM_START_RESTORE', call(operations.restoreRequest, messages.createAppResponse, work.restore)],
  ['RPC_CM_QUERY_RESTORE_STATUS', call(operations.queryRestoreRequest, operations.queryRestoreResponse, work.queryRestore)],
  ['RPC_CM_ADD_DUPLICATION', call(operations.addDuplicationRequest, operations.addDuplicationResponse, work.addDuplication)],
  ['RPC_CM_MODIFY_DUPLICATION', call(operations.modifyDuplicationRequest, operations.modifyDuplicationResponse, work.modifyDuplication)],
  ['RPC_CM_QUERY_DUPLICATION', call(operations.appNameRequest, operations.queryDuplicationResponse, work.queryDuplications)],
  ['RPC_CM_START_BULK_LOAD', call(operations.startLoadRequest, operations.hintResponse, work.startLoad)],
  ['RPC_CM_CONTROL_BULK_LOAD', call(operations.controlRequest, operations.maybeHintResponse, work.controlLoad)],
  ['RPC_CM_QUERY_BULK_LOAD_STATUS', call(operations.appNameRequest, operations.queryLoadResponse, work.queryLoad)],
  ['RPC_CM_CLEAR_BULK_LOAD', call(operations.appNameRequest, operations.hintResponse, work.clearLoad)],
  ['RPC_CM_START_PARTITION_SPLIT', call(operations.startSplitRequest, operations.hintResponse, work.startSplit)],
  ['RPC_CM_CONTROL_PARTITION_SPLIT', call(operations.controlSplitRequest, operations.maybeHintResponse, work.controlSplit)],
  ['RPC_CM_QUERY_PARTITION_SPLIT', call(operations.appNameRequest, operations.querySplitResponse, work.querySplit)],
]);

/** A call to a meta server. Only the leader answers; the others say so in the reply's own error, in a frame without error. */
export function answerMeta(cluster: Cluster, port: number, frame: Frame): Reply | undefined {
  const known = META_CALLS.get(frame.rpc);
  if (!known) return undefined;
  if (!cluster.active) return { error: 'ERR_OK', result: known.refuse(cluster, 'ERR_SERVICE_NOT_ACTIVE') };
  if (port !== cluster.leader) return { error: 'ERR_OK', result: known.refuse(cluster, 'ERR_FORWARD_TO_OTHERS') };
  return { error: 'ERR_OK', result: known.answer(cluster, frame.args) };
}

type Config = ValueOf<typeof messages.partitionConfig>;

const nobody = { host: '', port: 0 };
const hostPortOf = (port: number) => (port === 0 ? nobody : { host: '127.0.0.1', port });
const address = (port: number): bigint => (port === 0 ? 0n : addressOf(port));

function configOf({ habits }: Cluster, pid: bigint, { ballot, primary, secondaries }: Placement): Config {
  const names = habits.hostPorts ? { hpPrimary: hostPortOf(primary), hpSecondaries: secondaries.map(hostPortOf), hpLastDrops: [] } : { hpPrimary: undefined, hpSecondaries: undefined, hpLastDrops: undefined };
  return { pid, ballot, maxReplicas: 3, primary: address(primary), secondaries: secondaries.map(address), lastDrops: [], lastDecree: 0n, flags: 0, ...names };
}

/** Where the leader is, for this one call only. */
function forward(cluster: Cluster, err: string): ValueOf<typeof messages.queryConfigResponse> {
  const known = err === 'ERR_FORWARD_TO_OTHERS' && cluster.leader !== 0;
  const leader: Placement = { ballot: 0n, primary: cluster.leader, secondaries: [] };
  return { err, appId: 0, partitionCount: 0, stateful: false, partitions: known ? [{ ...configOf(cluster, 0n, leader), maxReplicas: 0 }] : [] };
}

function queryConfig(cluster: Cluster, { name, partitions }: ValueOf<typeof messages.queryConfigRequest>): ValueOf<typeof messages.queryConfigResponse> {
  const table = cluster.table(name);
  if (!table) {
    const coming = cluster.tables.some((one) => one.name === name && one.status === STATUS.creating);
    return { err: coming ? 'ERR_BUSY_CREATING' : 'ERR_OBJECT_NOT_FOUND', appId: 0, partitionCount: 0, stateful: false, partitions: [] };
  }
  const wanted = partitions.length === 0 ? [...table.placements.keys()] : partitions.filter((index) => index >= 0 && index < table.count);
  return { err: 'ERR_OK', appId: table.id, partitionCount: table.count, stateful: true, partitions: wanted.map((index) => configOf(cluster, gpidOf(table.id, index), table.placements[index]!)) };
}

function infoOf({ habits }: Cluster, table: Table): ValueOf<typeof messages.appInfo> {
  const newer = habits.hostPorts ? { duplicating: false, bulkLoading: false, atomicIdempotent: false } : { duplicating: undefined, bulkLoading: undefined, atomicIdempotent: undefined };
  return {
    status: table.status,
    type: 'pegasus',
    name: table.name,
    id: table.id,
    partitionCount: table.count,
    envs: table.envs,
    stateful: true,
    maxReplicas: 3,
    expireSecond: BigInt(table.expiresAt),
    createSecond: BigInt(table.createdAt),
    dropSecond: BigInt(table.droppedAt),
    initPartitionCount: -1,
    ...newer,
  };
}

function listApps(cluster: Cluster, { status, pattern, matchType }: ValueOf<typeof messages.listAppsRequest>) {
  const wanted = cluster.tables.filter((table) => (status === 0 || table.status === status) && matches(table.name, pattern, matchType));
  return { err: 'ERR_OK', apps: wanted.map((table) => infoOf(cluster, table)), hint: undefined };
}

/** By enum pattern_match_type. */
function matches(name: string, pattern = '', type = 1): boolean {
  switch (type) {
    case 2:
      return name === pattern;
    case 3:
      return name.includes(pattern);
    case 4:
      return name.startsWith(pattern);
    case 5:
      return name.endsWith(pattern);
    default:
      return true;
  }
}

function listNodes(cluster: Cluster, { status }: ValueOf<typeof messages.listNodesRequest>) {
  const nodes = cluster.replicas.map((port) => ({ status: cluster.dead.has(port) ? 2 : 1, node: address(port), hpNode: cluster.habits.hostPorts ? hostPortOf(port) : undefined }));
  return { err: 'ERR_OK', nodes: nodes.filter((node) => status === 0 || node.status === status) };
}

function clusterInfo(cluster: Cluster) {
  const facts: readonly (readonly [string, string])[] = [
    ['meta_servers', cluster.metas.map((port) => `127.0.0.1:${port}`).join(',')],
    ['primary_meta_server', `127.0.0.1:${cluster.leader}`],
    ['zookeeper_hosts', '127.0.0.1:22181'],
    ['zookeeper_root', '/pegasus/double'],
    ['meta_function_level', 'steady'],
    ['balance_operation_count', 'move_primary=0,copy_primary=0,copy_secondary=0,total=0'],
    ['primary_replica_count_stddev', '0.00'],
    ['total_replica_count_stddev', '0.00'],
    ['cluster_name', 'double'],
  ];
  return { err: 'ERR_OK', keys: facts.map(([key]) => key), values: facts.map(([, value]) => value) };
}
