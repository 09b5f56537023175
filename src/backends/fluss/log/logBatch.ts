import { crc32c } from './crc32c';
import { NO_WRITER, type UnsentBatch } from './unsentBatch';

/** One batch of a log, as it is stored: LogRecordBatchFormat.java. Little-endian. */
export interface LogBatch {
  readonly baseOffset: bigint;
  /** The offset of the next batch: not always base plus number of records. */
  readonly nextOffset: bigint;
  /** Milliseconds since 1970, set by the server. */
  readonly timestampMs: bigint;
  readonly schemaId: number;
  /** All records are appends; there are no change types. */
  readonly appendOnly: boolean;
  readonly count: number;
  readonly records: Uint8Array;
}

/** Thrown for a log that is broken. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

const LENGTH_AT = 8;
const PREFIX = 12;
const MAGIC_AT = 12;

interface Layout {
  readonly crcAt: number;
  readonly recordsAt: number;
  /** After the number of records comes the length of statistics. */
  readonly statistics: boolean;
}

/** Servers of 0.9 write only 0; 1 and 2 are those of 1.0. */
const LAYOUTS: readonly Layout[] = [
  { crcAt: 21, recordsAt: 48, statistics: false },
  { crcAt: 21, recordsAt: 52, statistics: true },
  { crcAt: 25, recordsAt: 56, statistics: true },
];

/**
 * The batches of a response. The last one may be cut off, and is then left out.
 * @param checked whether checksums can be trusted: those of projected batches are those of the whole ones
 */
export function* logBatches(bytes: Uint8Array, checked: boolean): Generator<LogBatch> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + PREFIX <= bytes.byteLength) {
    const length = view.getInt32(at + LENGTH_AT, true);
    if (length < 0) throw new LogError('a batch has an impossible length');
    if (at + PREFIX + length > bytes.byteLength) return;
    yield readBatch(bytes.subarray(at, at + PREFIX + length), checked);
    at += PREFIX + length;
  }
}

function readBatch(batch: Uint8Array, checked: boolean): LogBatch {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const magic = batch[MAGIC_AT] ?? 0;
  const layout = LAYOUTS[magic];
  if (!layout) throw new LogError(`a batch has the format ${magic}, which is unknown`);
  const { crcAt, recordsAt, statistics } = layout;
  if (batch.byteLength < recordsAt) throw new LogError('a batch ends early');
  if (checked && view.getUint32(crcAt, true) !== crc32c(batch.subarray(crcAt + 4))) throw new LogError('the checksum of a batch is wrong');
  const rest = crcAt + 4;
  const start = recordsAt + (statistics ? view.getInt32(recordsAt - 4, true) : 0);
  const count = view.getInt32(rest + 19, true);
  if (start < recordsAt || start > batch.byteLength || count < 0) throw new LogError('a batch ends early');
  const baseOffset = view.getBigInt64(0, true);
  return {
    baseOffset,
    nextOffset: baseOffset + BigInt(view.getInt32(rest + 3, true)) + 1n,
    timestampMs: view.getBigInt64(13, true),
    schemaId: view.getInt16(rest, true),
    appendOnly: ((batch[rest + 2] ?? 0) & 1) === 1,
    count,
    records: batch.subarray(start),
  };
}

const V0_CRC_AT = 21;
const V0_RECORDS_AT = 48;

/** A batch to append: format 0, append-only, base offset and time left to the server. */
export function unsentLogBatch({ schemaId, count, records }: { readonly schemaId: number; readonly count: number; readonly records: readonly Uint8Array[] }): UnsentBatch {
  return {
    sealed: ({ id, sequence } = NO_WRITER) => {
      const head = new Uint8Array(V0_RECORDS_AT);
      const view = new DataView(head.buffer);
      view.setInt32(LENGTH_AT, records.reduce((sum, piece) => sum + piece.byteLength, V0_RECORDS_AT - PREFIX), true);
      view.setInt16(25, schemaId, true);
      view.setUint8(27, 1);
      view.setInt32(28, Math.max(0, count - 1), true);
      view.setBigInt64(32, id, true);
      view.setInt32(40, sequence, true);
      view.setInt32(44, count, true);
      view.setUint32(V0_CRC_AT, crc32c(head.subarray(V0_CRC_AT + 4), ...records), true);
      return [head, ...records];
    },
  };
}
