import { bool, bytes, int32, int64, Message, optional, packed, repeated, required, string } from '../../../../core/protobuf/message';
import { KeyValue, PartitionSpec, TablePath } from './names';

const DatabaseSummary = new Message('PbDatabaseSummary', { name: required(1, string), createdMs: required(2, int64), tables: required(3, int32) });
export const ListDatabasesRequest = new Message('ListDatabasesRequest', { summary: optional(1, bool) });
export const ListDatabasesResponse = new Message('ListDatabasesResponse', { names: repeated(1, string), summaries: repeated(2, DatabaseSummary) });
export const CreateDatabaseRequest = new Message('CreateDatabaseRequest', { name: required(1, string), ignoreIfExists: required(2, bool), json: optional(3, bytes) });
export const GetDatabaseInfoRequest = new Message('GetDatabaseInfoRequest', { name: required(1, string) });
export const GetDatabaseInfoResponse = new Message('GetDatabaseInfoResponse', { json: required(3, bytes), createdMs: required(4, int64), modifiedMs: required(5, int64) });
export const DropDatabaseRequest = new Message('DropDatabaseRequest', { name: required(1, string), ignoreIfNotExists: required(2, bool), cascade: required(3, bool) });
export const DatabaseExistsRequest = new Message('DatabaseExistsRequest', { name: required(1, string) });
export const ExistsResponse = new Message('ExistsResponse', { exists: required(1, bool) });

const AlterConfig = new Message('PbAlterConfig', { key: required(1, string), value: optional(2, string), operation: required(3, int32) });
/** 1.0 */
export const AlterDatabaseRequest = new Message('AlterDatabaseRequest', { name: required(1, string), ignoreIfNotExists: required(2, bool), configs: repeated(3, AlterConfig), comment: optional(4, string) });

export const ListTablesRequest = new Message('ListTablesRequest', { database: required(1, string) });
export const ListTablesResponse = new Message('ListTablesResponse', { names: repeated(1, string) });
export const CreateTableRequest = new Message('CreateTableRequest', { path: required(1, TablePath), json: required(2, bytes), ignoreIfExists: required(3, bool) });
const AddColumn = new Message('PbAddColumn', { name: required(1, string), typeJson: required(2, bytes), comment: optional(3, string), position: required(4, int32) });
export const AlterTableRequest = new Message('AlterTableRequest', {
  path: required(1, TablePath),
  ignoreIfNotExists: required(2, bool),
  configs: repeated(3, AlterConfig),
  addColumns: repeated(4, AddColumn),
});
export const GetTableInfoRequest = new Message('GetTableInfoRequest', { path: required(1, TablePath) });
export const GetTableInfoResponse = new Message('GetTableInfoResponse', {
  tableId: required(1, int64),
  schemaId: required(2, int32),
  json: required(3, bytes),
  createdMs: required(4, int64),
  modifiedMs: required(5, int64),
  /** 1.0 */
  remoteDataDir: optional(6, string),
});
export const GetTableSchemaRequest = new Message('GetTableSchemaRequest', { path: required(1, TablePath), schemaId: optional(2, int32) });
export const GetTableSchemaResponse = new Message('GetTableSchemaResponse', { schemaId: required(1, int32), json: required(2, bytes) });
export const DropTableRequest = new Message('DropTableRequest', { path: required(1, TablePath), ignoreIfNotExists: required(2, bool) });
export const TableExistsRequest = new Message('TableExistsRequest', { path: required(1, TablePath) });

const PartitionInfo = new Message('PbPartitionInfo', {
  id: required(1, int64),
  spec: required(2, PartitionSpec),
  /** 1.0 */
  bucketCount: optional(4, int32),
});
export const ListPartitionsRequest = new Message('ListPartitionInfosRequest', { path: required(1, TablePath), partial: optional(2, PartitionSpec) });
export const ListPartitionsResponse = new Message('ListPartitionInfosResponse', { partitions: repeated(1, PartitionInfo) });
/** `ignore`: a partition that is there already. */
export const CreatePartitionRequest = new Message('CreatePartitionRequest', { path: required(1, TablePath), spec: required(2, PartitionSpec), ignore: required(3, bool) });
/** `ignore`: a partition that is not there. */
export const DropPartitionRequest = new Message('DropPartitionRequest', { path: required(1, TablePath), spec: required(2, PartitionSpec), ignore: required(3, bool) });

const DescribedConfig = new Message('PbDescribeConfig', { key: required(1, string), value: optional(2, string), source: required(3, string) });
export const DescribeConfigsResponse = new Message('DescribeClusterConfigsResponse', { configs: repeated(1, DescribedConfig) });
/** 1.0 */
export const ClusterHealthResponse = new Message('GetClusterHealthResponse', {
  replicas: required(1, int32),
  inSync: required(2, int32),
  leaders: required(3, int32),
  activeLeaders: required(4, int32),
  status: required(5, int32),
});

const KvSnapshot = new Message('PbKvSnapshot', { bucket: required(1, int32), snapshotId: optional(2, int64), logOffset: optional(3, int64) });
export const LatestKvSnapshotsRequest = new Message('GetLatestKvSnapshotsRequest', { path: required(1, TablePath), partition: optional(2, string) });
export const LatestKvSnapshotsResponse = new Message('GetLatestKvSnapshotsResponse', { tableId: required(1, int64), partitionId: optional(2, int64), snapshots: repeated(3, KvSnapshot) });
const LakeBucket = new Message('PbLakeSnapshotForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), logOffset: optional(3, int64), partition: optional(4, string) });
export const LakeSnapshotRequest = new Message('GetLakeSnapshotRequest', { path: required(1, TablePath), snapshotId: optional(2, int64) });
export const LakeSnapshotResponse = new Message('GetLakeSnapshotResponse', { tableId: required(1, int64), snapshotId: required(2, int64), buckets: repeated(3, LakeBucket) });
export const SecurityTokenResponse = new Message('GetFileSystemSecurityTokenResponse', { scheme: required(1, string), token: required(2, bytes), expiresMs: optional(3, int64), facts: repeated(4, KeyValue) });

const AclFilter = new Message('PbAclFilter', { resource: optional(1, string), resourceType: required(2, int32), operation: required(6, int32), permission: required(7, int32) });
const AclInfo = new Message('PbAclInfo', {
  resource: optional(1, string),
  resourceType: required(2, int32),
  principal: required(3, string),
  principalType: required(4, string),
  host: required(5, string),
  operation: required(6, int32),
  permission: required(7, int32),
});
export const ListAclsRequest = new Message('ListAclsRequest', { filter: required(1, AclFilter) });
export const ListAclsResponse = new Message('ListAclsResponse', { acls: repeated(1, AclInfo) });

export const TableStatsRequest = new Message('GetTableStatsRequest', {
  tableId: required(1, int64),
  buckets: repeated(2, new Message('PbTableStatsReqForBucket', { partitionId: optional(1, int64), bucket: required(2, int32) })),
  columns: packed(3, int32),
});
export const TableStatsResponse = new Message('GetTableStatsResponse', {
  buckets: repeated(1, new Message('PbTableStatsRespForBucket', { code: optional(1, int32), message: optional(2, string), partitionId: optional(3, int64), bucket: required(4, int32), rows: optional(5, int64) })),
});
