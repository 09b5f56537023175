import { type Fields, Message } from '../../../core/protobuf/message';
import * as admin from './messages/admin';
import * as data from './messages/data';
import * as names from './messages/names';

/** Which servers answer: the coordinator, the tablet server that leads a bucket, any tablet server, or any server. */
export type ApiTarget = 'coordinator' | 'leader' | 'tablet' | 'any';

/** One request of the protocol. `maxVersion` is the newest that this client speaks; all are spoken from 0. */
export interface Api<Q, A> {
  readonly key: number;
  readonly name: string;
  readonly maxVersion: number;
  readonly target: ApiTarget;
  readonly request: { readonly name: string; encode(value: Q): { readonly length: number; chunks(): readonly Uint8Array[] } };
  readonly response: { decode(bytes: Uint8Array): A };
}

/** Keys, versions and targets: ApiKeys.java of 0.9.1 and 1.0.0. */
function api<Q, A>(key: number, target: ApiTarget, request: Api<Q, A>['request'], response: Api<Q, A>['response'], maxVersion = 0): Api<Q, A> {
  return { key, name: request.name.replace(/Request$/u, ''), maxVersion, target, request, response };
}

/** A request without fields. */
const NO_FIELDS: Fields = {};
const bare = (name: string): Message<Fields> => new Message(name, NO_FIELDS);

export const API_VERSIONS = api(1000, 'any', names.ApiVersionsRequest, names.ApiVersionsResponse);
export const CREATE_DATABASE = api(1001, 'coordinator', admin.CreateDatabaseRequest, names.Empty);
export const DROP_DATABASE = api(1002, 'coordinator', admin.DropDatabaseRequest, names.Empty);
export const LIST_DATABASES = api(1003, 'any', admin.ListDatabasesRequest, admin.ListDatabasesResponse);
export const DATABASE_EXISTS = api(1004, 'any', admin.DatabaseExistsRequest, admin.ExistsResponse);
export const CREATE_TABLE = api(1005, 'coordinator', admin.CreateTableRequest, names.Empty);
export const DROP_TABLE = api(1006, 'coordinator', admin.DropTableRequest, names.Empty);
export const GET_TABLE_INFO = api(1007, 'any', admin.GetTableInfoRequest, admin.GetTableInfoResponse);
export const LIST_TABLES = api(1008, 'any', admin.ListTablesRequest, admin.ListTablesResponse);
export const LIST_PARTITIONS = api(1009, 'any', admin.ListPartitionsRequest, admin.ListPartitionsResponse);
export const TABLE_EXISTS = api(1010, 'any', admin.TableExistsRequest, admin.ExistsResponse);
export const GET_TABLE_SCHEMA = api(1011, 'any', admin.GetTableSchemaRequest, admin.GetTableSchemaResponse);
export const GET_METADATA = api(1012, 'any', names.MetadataRequest, names.MetadataResponse);
export const PRODUCE_LOG = api(1014, 'leader', data.ProduceLogRequest, data.WriteResponse);
export const FETCH_LOG = api(1015, 'leader', data.FetchLogRequest, data.FetchLogResponse);
export const PUT_KV = api(1016, 'leader', data.PutKvRequest, data.WriteResponse, 2);
export const LOOKUP = api(1017, 'leader', data.LookupRequest, data.LookupResponse, 1);
export const LIST_OFFSETS = api(1021, 'leader', data.ListOffsetsRequest, data.ListOffsetsResponse);
export const LATEST_KV_SNAPSHOTS = api(1023, 'any', admin.LatestKvSnapshotsRequest, admin.LatestKvSnapshotsResponse);
export const GET_SECURITY_TOKEN = api(1025, 'any', bare('GetFileSystemSecurityTokenRequest'), admin.SecurityTokenResponse);
export const INIT_WRITER = api(1026, 'tablet', data.InitWriterRequest, data.InitWriterResponse);
export const GET_LAKE_SNAPSHOT = api(1032, 'any', admin.LakeSnapshotRequest, admin.LakeSnapshotResponse);
export const LIMIT_SCAN = api(1033, 'leader', data.LimitScanRequest, data.LimitScanResponse);
export const PREFIX_LOOKUP = api(1034, 'leader', data.PrefixLookupRequest, data.PrefixLookupResponse, 1);
export const GET_DATABASE_INFO = api(1035, 'any', admin.GetDatabaseInfoRequest, admin.GetDatabaseInfoResponse);
export const CREATE_PARTITION = api(1036, 'coordinator', admin.CreatePartitionRequest, names.Empty);
export const DROP_PARTITION = api(1037, 'coordinator', admin.DropPartitionRequest, names.Empty);
export const AUTHENTICATE = api(1038, 'any', names.AuthenticateRequest, names.AuthenticateResponse);
export const LIST_ACLS = api(1040, 'any', admin.ListAclsRequest, admin.ListAclsResponse);
export const ALTER_TABLE = api(1044, 'coordinator', admin.AlterTableRequest, names.Empty);
export const DESCRIBE_CONFIGS = api(1045, 'any', bare('DescribeClusterConfigsRequest'), admin.DescribeConfigsResponse);
export const GET_TABLE_STATS = api(1059, 'leader', admin.TableStatsRequest, admin.TableStatsResponse);
/** 1.0, like all that follow: shown to work on bytes only. */
export const ALTER_DATABASE = api(1060, 'coordinator', admin.AlterDatabaseRequest, names.Empty);
export const SCAN_KV = api(1061, 'leader', data.ScanKvRequest, data.ScanKvResponse);
export const CLUSTER_HEALTH = api(1062, 'any', bare('GetClusterHealthRequest'), admin.ClusterHealthResponse);
