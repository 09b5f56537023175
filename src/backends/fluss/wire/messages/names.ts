import { bytes, int32, int64, Message, optional, packed, repeated, required, string } from '../../../../core/protobuf/message';

/** Field numbers of all messages: FlussApi.proto of 0.9.1 and, where marked, of 1.0.0. */

export const ErrorResponse = new Message('ErrorResponse', { code: required(1, int32), message: optional(2, string) });
/** Responses that say nothing but success. */
export const Empty = new Message('Empty', {});
export const TablePath = new Message('PbTablePath', { database: required(1, string), table: required(2, string) });
export const KeyValue = new Message('PbKeyValue', { key: required(1, string), value: required(2, string) });
export const PartitionSpec = new Message('PbPartitionSpec', { values: repeated(1, KeyValue) });
export const ServerNode = new Message('PbServerNode', { id: required(1, int32), host: required(2, string), port: required(3, int32), rack: optional(5, string) });

export const ApiVersionsRequest = new Message('ApiVersionsRequest', { software: required(1, string), version: required(2, string) });
const ApiVersion = new Message('PbApiVersion', { key: required(1, int32), min: required(2, int32), max: required(3, int32) });
export const ApiVersionsResponse = new Message('ApiVersionsResponse', { versions: repeated(1, ApiVersion), serverType: optional(2, int32) });
export const AuthenticateRequest = new Message('AuthenticateRequest', { protocol: required(1, string), token: required(2, bytes) });
export const AuthenticateResponse = new Message('AuthenticateResponse', { challenge: optional(1, bytes) });

export const MetadataRequest = new Message('MetadataRequest', { tables: repeated(1, TablePath), partitions: packed(3, int64) });
const BucketMetadata = new Message('PbBucketMetadata', { bucket: required(1, int32), leader: optional(2, int32), replicas: packed(3, int32), leaderEpoch: optional(4, int32) });
const TableMetadata = new Message('PbTableMetadata', { path: required(1, TablePath), tableId: required(2, int64), schemaId: required(3, int32), buckets: repeated(5, BucketMetadata) });
const PartitionMetadata = new Message('PbPartitionMetadata', {
  tableId: required(1, int64),
  name: required(2, string),
  partitionId: required(3, int64),
  buckets: repeated(4, BucketMetadata),
  /** 1.0 */
  bucketCount: optional(5, int32),
});
export const MetadataResponse = new Message('MetadataResponse', {
  coordinator: optional(1, ServerNode),
  tabletServers: repeated(2, ServerNode),
  tables: repeated(3, TableMetadata),
  partitions: repeated(4, PartitionMetadata),
});
