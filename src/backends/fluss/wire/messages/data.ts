import { bool, bytes, int32, int64, Message, optional, packed, pieces, repeated, required, string } from '../../../../core/protobuf/message';
import { TablePath } from './names';

/** Requests of clients name no follower. */
export const NO_FOLLOWER = -1;

export const ListOffsetsRequest = new Message('ListOffsetsRequest', {
  follower: required(1, int32),
  /** 0 earliest, 1 latest (high watermark), 2 by timestamp */
  type: required(2, int32),
  tableId: required(3, int64),
  partitionId: optional(4, int64),
  buckets: packed(5, int32),
  timestampMs: optional(6, int64),
});
export const ListOffsetsResponse = new Message('ListOffsetsResponse', {
  buckets: repeated(1, new Message('PbListOffsetsRespForBucket', { bucket: required(1, int32), code: optional(2, int32), message: optional(3, string), offset: optional(4, int64) })),
});

const FetchBucket = new Message('PbFetchLogReqForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), offset: required(3, int64), maxBytes: required(4, int32) });
const FetchTable = new Message('PbFetchLogReqForTable', { tableId: required(1, int64), projected: required(2, bool), columns: packed(3, int32), buckets: repeated(4, FetchBucket) });
export const FetchLogRequest = new Message('FetchLogRequest', {
  follower: required(1, int32),
  maxBytes: required(2, int32),
  tables: repeated(3, FetchTable),
  maxWaitMs: optional(4, int32),
  minBytes: optional(5, int32),
});
const RemoteSegment = new Message('PbRemoteLogSegment', { id: required(1, string), start: required(2, int64), end: required(3, int64), size: required(4, int32), maxTimestampMs: optional(5, int64) });
export const RemoteLog = new Message('PbRemoteLogFetchInfo', { dir: required(1, string), partition: optional(2, string), segments: repeated(3, RemoteSegment), firstStart: optional(4, int32) });
export const FetchedBucket = new Message('PbFetchLogRespForBucket', {
  partitionId: optional(1, int64),
  bucket: required(2, int32),
  code: optional(3, int32),
  message: optional(4, string),
  highWatermark: optional(5, int64),
  logStart: optional(6, int64),
  remote: optional(7, RemoteLog),
  records: optional(8, bytes),
  /** 1.0 */
  filteredEnd: optional(9, int64),
});
export const FetchLogResponse = new Message('FetchLogResponse', { tables: repeated(1, new Message('PbFetchLogRespForTable', { tableId: required(1, int64), buckets: repeated(2, FetchedBucket) })) });

export const LimitScanRequest = new Message('LimitScanRequest', { tableId: required(2, int64), partitionId: optional(3, int64), bucket: required(4, int32), limit: required(5, int32) });
export const LimitScanResponse = new Message('LimitScanResponse', { code: optional(1, int32), message: optional(2, string), isLog: optional(3, bool), records: optional(4, bytes) });

/** 1.0 */
export const ScanKvRequest = new Message('ScanKvRequest', {
  scanner: optional(1, bytes),
  open: optional(2, new Message('PbScanReqForBucket', { tableId: required(1, int64), partitionId: optional(2, int64), bucket: required(3, int32), limit: optional(4, int64) })),
  sequence: optional(3, int32),
  batchBytes: optional(4, int32),
  close: optional(5, bool),
});
/** 1.0 */
export const ScanKvResponse = new Message('ScanKvResponse', {
  code: optional(1, int32),
  message: optional(2, string),
  scanner: optional(3, bytes),
  more: optional(4, bool),
  records: optional(5, bytes),
  logOffset: optional(6, int64),
});

const LookupBucket = new Message('PbLookupReqForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), keys: repeated(3, bytes) });
export const LookupRequest = new Message('LookupRequest', { tableId: required(1, int64), buckets: repeated(2, LookupBucket) });
const Value = new Message('PbValue', { bytes: optional(1, bytes) });
export const LookupResponse = new Message('LookupResponse', {
  buckets: repeated(
    1,
    new Message('PbLookupRespForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), code: optional(3, int32), message: optional(4, string), values: repeated(5, Value) }),
  ),
});
export const PrefixLookupRequest = new Message('PrefixLookupRequest', { tableId: required(1, int64), buckets: repeated(2, LookupBucket) });
const ValueList = new Message('PbValueList', { values: repeated(1, bytes) });
export const PrefixLookupResponse = new Message('PrefixLookupResponse', {
  buckets: repeated(
    1,
    new Message('PbPrefixLookupRespForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), code: optional(3, int32), message: optional(4, string), lists: repeated(5, ValueList) }),
  ),
});

export const InitWriterRequest = new Message('InitWriterRequest', { tables: repeated(1, TablePath) });
export const InitWriterResponse = new Message('InitWriterResponse', { writerId: required(1, int64) });
const Records = new Message('PbProduceLogReqForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), records: required(3, pieces) });
export const ProduceLogRequest = new Message('ProduceLogRequest', { acks: required(1, int32), tableId: required(2, int64), timeoutMs: required(3, int32), buckets: repeated(4, Records) });
export const PutKvRequest = new Message('PutKvRequest', {
  acks: required(1, int32),
  tableId: required(2, int64),
  timeoutMs: required(3, int32),
  /** Columns of a partial update; none means all. */
  columns: packed(4, int32),
  buckets: repeated(5, Records),
});
/** `offset`: the base offset of an append, the log's end of a put. */
export const WriteResponse = new Message('ProduceLogResponse', {
  buckets: repeated(
    1,
    new Message('PbProduceLogRespForBucket', { partitionId: optional(1, int64), bucket: required(2, int32), code: optional(3, int32), message: optional(4, string), offset: optional(5, int64) }),
  ),
});
