import { GrowingBytes } from '../rows/columns';
import { crc32c } from './crc32c';
import { NO_WRITER, type UnsentBatch } from './unsentBatch';

/** A row to put under a key; no row is a delete. */
export interface KvRecord {
  readonly key: Uint8Array;
  readonly row?: Uint8Array;
}

const CRC_AT = 5;
const HEAD = 28;

/** Records for one bucket: DefaultKvRecordBatch.java, DefaultKvRecord.java. Little-endian. */
export function unsentKvBatch(schemaId: number, records: readonly KvRecord[]): UnsentBatch {
  const written = new GrowingBytes();
  for (const record of records) writeRecord(written, record);
  const { bytes } = written;
  return {
    sealed: ({ id, sequence } = NO_WRITER) => {
      const head = new Uint8Array(HEAD);
      const view = new DataView(head.buffer);
      view.setInt32(0, HEAD - 4 + bytes.byteLength, true);
      view.setInt16(9, schemaId, true);
      view.setBigInt64(12, id, true);
      view.setInt32(20, sequence, true);
      view.setInt32(24, records.length, true);
      view.setUint32(CRC_AT, crc32c(head.subarray(CRC_AT + 4), bytes), true);
      return [head, bytes];
    },
  };
}

function writeRecord(to: GrowingBytes, { key, row }: KvRecord): void {
  const keyLength = varint(key.byteLength);
  const length = keyLength.byteLength + key.byteLength + (row?.byteLength ?? 0);
  const space = to.extend(4);
  new DataView(space.buffer, space.byteOffset, 4).setInt32(0, length, true);
  to.append(keyLength);
  to.append(key);
  if (row) to.append(row);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
