import { GrowingBytes } from '../rows/columns';
import { crc32c } from './crc32c';

/** A row to put under a key; no row is a delete. */
export interface KvRecord {
  readonly key: Uint8Array;
  readonly row?: Uint8Array;
}

const CRC_AT = 5;
const RECORDS_AT = 28;

/** Records for one bucket: DefaultKvRecordBatch.java, DefaultKvRecord.java. Little-endian. */
export function writeKvBatch(schemaId: number, records: readonly KvRecord[]): Uint8Array {
  const bytes = new GrowingBytes();
  bytes.extend(RECORDS_AT).fill(0);
  for (const record of records) writeRecord(bytes, record);
  const batch = bytes.bytes.slice();
  const view = new DataView(batch.buffer);
  view.setInt32(0, batch.byteLength - 4, true);
  view.setInt16(9, schemaId, true);
  view.setBigInt64(12, -1n, true); // no writer: nothing is repeated, so that nothing need be recognised
  view.setInt32(20, -1, true);
  view.setInt32(24, records.length, true);
  view.setUint32(CRC_AT, crc32c(batch.subarray(CRC_AT + 4)), true);
  return batch;
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
