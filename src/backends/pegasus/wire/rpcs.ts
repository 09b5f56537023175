import * as data from './messages/data';
import * as meta from './messages/meta';
import * as operations from './messages/operations';
import { blob, i64, string, type ThriftType } from './thriftTypes';

/** One call of the protocol, as who asks needs it: a single argument, a single result. */
export interface Rpc<Q, A> {
  /** On the wire; the answer's is the same with `_ACK`. */
  readonly name: string;
  readonly request: Pick<ThriftType<unknown, Q>, 'wire' | 'write'>;
  readonly response: Pick<ThriftType<A>, 'wire' | 'read'>;
  /** A change of data: when no answer comes, it may have happened or not. */
  readonly writes: boolean;
}

/** Both ways, for who answers too. */
interface BothWays<QR, QW, AR, AW> extends Rpc<QW, AR> {
  readonly request: ThriftType<QR, QW>;
  readonly response: ThriftType<AR, AW>;
}

function reading<QR, QW, AR, AW>(name: string, request: ThriftType<QR, QW>, response: ThriftType<AR, AW>): BothWays<QR, QW, AR, AW> {
  return { name, request, response, writes: false };
}
function writing<QR, QW, AR, AW>(name: string, request: ThriftType<QR, QW>, response: ThriftType<AR, AW>): BothWays<QR, QW, AR, AW> {
  return { name, request, response, writes: true };
}

const rrdb = (name: string): string => `RPC_RRDB_RRDB_${name}`;
const cm = (name: string): string => `RPC_CM_${name}`;

/** src/include/rrdb/rrdb.code.definition.h; to the primary of a partition. */
export const GET = reading(rrdb('GET'), blob, data.ReadResponse);
export const PUT = writing(rrdb('PUT'), data.UpdateRequest, data.UpdateResponse);
export const REMOVE = writing(rrdb('REMOVE'), blob, data.UpdateResponse);
export const TTL = reading(rrdb('TTL'), blob, data.TtlResponse);
export const MULTI_PUT = writing(rrdb('MULTI_PUT'), data.MultiPutRequest, data.UpdateResponse);
export const MULTI_GET = reading(rrdb('MULTI_GET'), data.MultiGetRequest, data.MultiGetResponse);
export const MULTI_REMOVE = writing(rrdb('MULTI_REMOVE'), data.MultiRemoveRequest, data.MultiRemoveResponse);
export const SORTKEY_COUNT = reading(rrdb('SORTKEY_COUNT'), blob, data.CountResponse);
export const BATCH_GET = reading(rrdb('BATCH_GET'), data.BatchGetRequest, data.BatchGetResponse);
export const GET_SCANNER = reading(rrdb('GET_SCANNER'), data.GetScannerRequest, data.ScanResponse);
export const SCAN = reading(rrdb('SCAN'), data.ScanRequest, data.ScanResponse);
/** Never answered. */
export const CLEAR_SCANNER = reading(rrdb('CLEAR_SCANNER'), i64, data.ScanResponse);
export const INCR = writing(rrdb('INCR'), data.IncrRequest, data.IncrResponse);
export const CHECK_AND_SET = writing(rrdb('CHECK_AND_SET'), data.CheckAndSetRequest, data.CheckResponse);
export const CHECK_AND_MUTATE = writing(rrdb('CHECK_AND_MUTATE'), data.CheckAndMutateRequest, data.CheckResponse);

/** src/common/replication.codes.h; to the leader of the meta servers. */
export const QUERY_CONFIG = reading(cm('QUERY_PARTITION_CONFIG_BY_INDEX'), meta.QueryConfigRequest, meta.QueryConfigResponse);
export const LIST_APPS = reading(cm('LIST_APPS'), meta.ListAppsRequest, meta.ListAppsResponse);
export const LIST_NODES = reading(cm('LIST_NODES'), meta.ListNodesRequest, meta.ListNodesResponse);
export const CLUSTER_INFO = reading(cm('CLUSTER_INFO'), meta.ClusterInfoRequest, meta.ClusterInfoResponse);
export const CREATE_APP = writing(cm('CREATE_APP'), meta.CreateAppRequest, meta.CreateAppResponse);
export const DROP_APP = writing(cm('DROP_APP'), meta.DropAppRequest, meta.DropAppResponse);
export const RECALL_APP = writing(cm('RECALL_APP'), meta.RecallAppRequest, meta.RecallAppResponse);
export const RENAME_APP = writing(cm('RENAME_APP'), meta.RenameAppRequest, meta.RenameAppResponse);
export const UPDATE_APP_ENV = writing(cm('UPDATE_APP_ENV'), meta.UpdateAppEnvRequest, meta.UpdateAppEnvResponse);
export const GET_MAX_REPLICA_COUNT = reading(cm('GET_MAX_REPLICA_COUNT'), meta.GetMaxReplicaCountRequest, meta.GetMaxReplicaCountResponse);
export const ADD_BACKUP_POLICY = writing(cm('ADD_BACKUP_POLICY'), operations.AddBackupPolicyRequest, operations.AddBackupPolicyResponse);
export const MODIFY_BACKUP_POLICY = writing(cm('MODIFY_BACKUP_POLICY'), operations.ModifyBackupPolicyRequest, operations.ModifyBackupPolicyResponse);
export const QUERY_BACKUP_POLICY = reading(cm('QUERY_BACKUP_POLICY'), operations.QueryBackupPolicyRequest, operations.QueryBackupPolicyResponse);
export const START_RESTORE = writing(cm('START_RESTORE'), operations.RestoreRequest, meta.CreateAppResponse);
export const QUERY_RESTORE_STATUS = reading(cm('QUERY_RESTORE_STATUS'), operations.QueryRestoreRequest, operations.QueryRestoreResponse);
export const ADD_DUPLICATION = writing(cm('ADD_DUPLICATION'), operations.AddDuplicationRequest, operations.AddDuplicationResponse);
export const MODIFY_DUPLICATION = writing(cm('MODIFY_DUPLICATION'), operations.ModifyDuplicationRequest, operations.ModifyDuplicationResponse);
export const QUERY_DUPLICATION = reading(cm('QUERY_DUPLICATION'), operations.QueryDuplicationRequest, operations.QueryDuplicationResponse);
export const START_BULK_LOAD = writing(cm('START_BULK_LOAD'), operations.StartBulkLoadRequest, operations.StartBulkLoadResponse);
export const CONTROL_BULK_LOAD = writing(cm('CONTROL_BULK_LOAD'), operations.ControlBulkLoadRequest, operations.ControlBulkLoadResponse);
export const QUERY_BULK_LOAD_STATUS = reading(cm('QUERY_BULK_LOAD_STATUS'), operations.QueryBulkLoadRequest, operations.QueryBulkLoadResponse);
export const CLEAR_BULK_LOAD = writing(cm('CLEAR_BULK_LOAD'), operations.ClearBulkLoadRequest, operations.ClearBulkLoadResponse);
export const START_PARTITION_SPLIT = writing(cm('START_PARTITION_SPLIT'), operations.StartSplitRequest, operations.StartSplitResponse);
export const CONTROL_PARTITION_SPLIT = writing(cm('CONTROL_PARTITION_SPLIT'), operations.ControlSplitRequest, operations.ControlSplitResponse);
export const QUERY_PARTITION_SPLIT = reading(cm('QUERY_PARTITION_SPLIT'), operations.QuerySplitRequest, operations.QuerySplitResponse);
/** src/base/pegasus_rpc_types.h; to a replica server. Starting and stopping a search changes no data. */
export const DETECT_HOTKEY = reading('RPC_DETECT_HOTKEY', operations.DetectHotkeyRequest, operations.DetectHotkeyResponse);

/** Any server. */
export const NEGOTIATION = reading('RPC_NEGOTIATION', meta.Negotiation, meta.Negotiation);
export const CLI_CALL = writing('RPC_CLI_CLI_CALL', meta.Command, string);
