import { field, optional, Struct } from '../struct';
import { blob, bool, i32, i64, list, string } from '../thriftTypes';
import { keyValues } from './keyValues';

/** Messages of idl/rrdb.thrift: reads and writes of keys. */

/** Where an answer comes from; ids differ from message to message. */
const answered = (app: number) => ({ appId: field(app, i32), partition: field(app + 1, i32) });

export const UpdateRequest = new Struct('update_request', { key: field(1, blob), value: field(2, blob), expireTs: field(3, i32) });
export const UpdateResponse = new Struct('update_response', { error: field(1, i32), ...answered(2), decree: field(4, i64), server: field(5, string) });
export const ReadResponse = new Struct('read_response', { error: field(1, i32), value: field(2, blob), ...answered(3), server: field(6, string) });
export const TtlResponse = new Struct('ttl_response', { error: field(1, i32), ttlSeconds: field(2, i32), ...answered(3), server: field(6, string) });
export const CountResponse = new Struct('count_response', { error: field(1, i32), count: field(2, i64), ...answered(3), server: field(6, string) });

export const MultiPutRequest = new Struct('multi_put_request', { hashKey: field(1, blob), kvs: field(2, keyValues), expireTs: field(3, i32) });
export const MultiRemoveRequest = new Struct('multi_remove_request', { hashKey: field(1, blob), sortKeys: field(2, list(blob)), maxCount: field(3, i64) });
export const MultiRemoveResponse = new Struct('multi_remove_response', { error: field(1, i32), count: field(2, i64), ...answered(3), decree: field(5, i64), server: field(6, string) });

/** Flags that are not there are false on the server: 8 and 9 are always sent. */
export const MultiGetRequest = new Struct('multi_get_request', {
  hashKey: field(1, blob),
  sortKeys: field(2, list(blob)),
  maxKvCount: field(3, i32),
  maxKvSize: field(4, i32),
  noValue: field(5, bool),
  startSortKey: field(6, blob),
  stopSortKey: field(7, blob),
  startInclusive: field(8, bool),
  stopInclusive: field(9, bool),
  sortKeyFilterType: field(10, i32),
  sortKeyFilterPattern: field(11, blob),
  reverse: field(12, bool),
});
export const MultiGetResponse = new Struct('multi_get_response', { error: field(1, i32), kvs: field(2, keyValues), ...answered(3), server: field(6, string) });

export const FullKey = new Struct('full_key', { hashKey: field(1, blob), sortKey: field(2, blob) });
export const FullData = new Struct('full_data', { hashKey: field(1, blob), sortKey: field(2, blob), value: field(3, blob) });
export const BatchGetRequest = new Struct('batch_get_request', { keys: field(1, list(FullKey)) });
export const BatchGetResponse = new Struct('batch_get_response', { error: field(1, i32), data: field(2, list(FullData)), ...answered(3), server: field(6, string) });

export const IncrRequest = new Struct('incr_request', { key: field(1, blob), increment: field(2, i64), expireTs: field(3, i32) });
export const IncrResponse = new Struct('incr_response', { error: field(1, i32), newValue: field(2, i64), ...answered(3), decree: field(5, i64), server: field(6, string) });

export const CheckAndSetRequest = new Struct('check_and_set_request', {
  hashKey: field(1, blob),
  checkSortKey: field(2, blob),
  checkType: field(3, i32),
  checkOperand: field(4, blob),
  setDiffSortKey: field(5, bool),
  setSortKey: field(6, blob),
  setValue: field(7, blob),
  setExpireTs: field(8, i32),
  returnCheckValue: field(9, bool),
});
export const Mutate = new Struct('mutate', { operation: field(1, i32), sortKey: field(2, blob), value: field(3, blob), setExpireTs: field(4, i32) });
export const CheckAndMutateRequest = new Struct('check_and_mutate_request', {
  hashKey: field(1, blob),
  checkSortKey: field(2, blob),
  checkType: field(3, i32),
  checkOperand: field(4, blob),
  mutates: field(5, list(Mutate)),
  returnCheckValue: field(6, bool),
});
/** Of both checks. */
export const CheckResponse = new Struct('check_response', {
  error: field(1, i32),
  checkValueReturned: field(2, bool),
  checkValueExist: field(3, bool),
  checkValue: field(4, blob),
  ...answered(5),
  decree: field(7, i64),
  server: field(8, string),
});

/** Start and stop are full keys. */
export const GetScannerRequest = new Struct('get_scanner_request', {
  startKey: field(1, blob),
  stopKey: field(2, blob),
  startInclusive: field(3, bool),
  stopInclusive: field(4, bool),
  batchSize: field(5, i32),
  noValue: field(6, bool),
  hashKeyFilterType: field(7, i32),
  hashKeyFilterPattern: field(8, blob),
  sortKeyFilterType: field(9, i32),
  sortKeyFilterPattern: field(10, blob),
  validatePartitionHash: optional(11, bool),
  returnExpireTs: optional(12, bool),
  fullScan: optional(13, bool),
  onlyReturnCount: optional(14, bool),
});
export const ScanRequest = new Struct('scan_request', { contextId: field(1, i64) });
export const ScanResponse = new Struct('scan_response', { error: field(1, i32), kvs: field(2, keyValues), contextId: field(3, i64), appId: field(4, i32), partition: field(5, i32), server: field(6, string), kvCount: optional(7, i32) });
