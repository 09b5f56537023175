/** Names, and what a client makes of them: Errors.java and the class tree of its exceptions, 1.0.0; codes from 64 are of 1.0. */
const NAMES: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'NETWORK_EXCEPTION',
  2: 'UNSUPPORTED_VERSION',
  3: 'CORRUPT_MESSAGE',
  4: 'DATABASE_NOT_EXIST',
  5: 'DATABASE_NOT_EMPTY',
  6: 'DATABASE_ALREADY_EXIST',
  7: 'TABLE_NOT_EXIST',
  8: 'TABLE_ALREADY_EXIST',
  9: 'SCHEMA_NOT_EXIST',
  10: 'LOG_STORAGE_EXCEPTION',
  11: 'KV_STORAGE_EXCEPTION',
  12: 'NOT_LEADER_OR_FOLLOWER',
  13: 'RECORD_TOO_LARGE',
  14: 'CORRUPT_RECORD',
  15: 'INVALID_TABLE',
  16: 'INVALID_DATABASE',
  17: 'INVALID_REPLICATION_FACTOR',
  18: 'INVALID_REQUIRED_ACKS',
  19: 'LOG_OFFSET_OUT_OF_RANGE',
  20: 'NON_PRIMARY_KEY_TABLE',
  21: 'UNKNOWN_TABLE_OR_BUCKET',
  22: 'INVALID_UPDATE_VERSION',
  23: 'INVALID_COORDINATOR',
  24: 'FENCED_LEADER_EPOCH',
  25: 'REQUEST_TIME_OUT',
  26: 'STORAGE_EXCEPTION',
  27: 'OPERATION_NOT_ATTEMPTED',
  28: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'NOT_ENOUGH_REPLICAS',
  30: 'SECURITY_TOKEN',
  31: 'OUT_OF_ORDER_SEQUENCE',
  32: 'DUPLICATE_SEQUENCE',
  33: 'UNKNOWN_WRITER_ID',
  34: 'INVALID_COLUMN_PROJECTION',
  35: 'INVALID_TARGET_COLUMN',
  36: 'PARTITION_NOT_EXISTS',
  37: 'TABLE_NOT_PARTITIONED',
  38: 'INVALID_TIMESTAMP',
  39: 'INVALID_CONFIG',
  40: 'LAKE_STORAGE_NOT_CONFIGURED',
  41: 'KV_SNAPSHOT_NOT_EXIST',
  42: 'PARTITION_ALREADY_EXISTS',
  43: 'PARTITION_SPEC_INVALID',
  44: 'LEADER_NOT_AVAILABLE',
  45: 'PARTITION_MAX_NUM',
  46: 'AUTHENTICATE',
  47: 'SECURITY_DISABLED',
  48: 'AUTHORIZATION',
  49: 'BUCKET_MAX_NUM',
  50: 'FENCED_TIERING_EPOCH',
  51: 'RETRIABLE_AUTHENTICATE',
  52: 'INVALID_SERVER_RACK_INFO',
  53: 'LAKE_SNAPSHOT_NOT_EXIST',
  54: 'LAKE_TABLE_ALREADY_EXIST',
  55: 'INELIGIBLE_REPLICA',
  56: 'INVALID_ALTER_TABLE',
  57: 'DELETION_DISABLED',
  58: 'SERVER_NOT_EXIST',
  64: 'CONFIG_EXCEPTION',
  65: 'NOT_COORDINATOR_LEADER',
  66: 'SCANNER_EXPIRED',
  67: 'UNKNOWN_SCANNER_ID',
  68: 'INVALID_SCAN_REQUEST',
  69: 'TOO_MANY_SCANNERS',
  70: 'DISK_WRITE_LOCKED',
  71: 'INSUFFICIENT_KV_LEADER_REPLICA_CAPACITY',
  72: 'STORAGE_BACKPRESSURE',
  73: 'HISTORICAL_PARTITION_THROTTLED',
  74: 'INVALID_BUCKET_ROUTING',
};

export const AUTHENTICATE_FAILED = 46;
export const RETRIABLE_AUTHENTICATE = 51;
export const OFFSET_OUT_OF_RANGE = 19;
export const DUPLICATE_SEQUENCE = 32;
export const REQUEST_TIME_OUT = 25;
export const NOT_ENOUGH_REPLICAS_AFTER_APPEND = 28;

/** The server that was asked is not, or no longer, the right one: ask for the metadata again. */
const STALE = new Set([1, 10, 11, 12, 21, 24, 26, 44, 65, 74]);
const RETRIABLE = new Set([...STALE, 3, 9, 14, 25, 28, 29, 69, 70, 72, 73]);

export const errorName = (code: number): string => NAMES[code] ?? `ERROR_${code}`;
export const isStale = (code: number): boolean => STALE.has(code);
export const isRetriable = (code: number): boolean => RETRIABLE.has(code);

/** What a server answered instead of a result. `text` is the first line of its message: some servers send a whole stack trace. */
export class FlussError extends Error {
  override readonly name = 'FlussError';
  readonly text: string;

  constructor(
    readonly code: number,
    message: string | undefined,
  ) {
    const text = message?.split('\n', 1)[0]?.trim() ?? '';
    super(`${errorName(code)}${text === '' ? '' : `: ${text}`}`);
    this.text = text;
  }
}

/** @throws FlussError where a response, or a part of one, says that it failed */
export function throwIfFailed(part: { readonly code?: number | undefined; readonly message?: string | undefined }): void {
  if (part.code !== undefined && part.code !== 0) throw new FlussError(part.code, part.message);
}
