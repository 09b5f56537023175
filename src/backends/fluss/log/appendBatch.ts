import { BatchParts, batchPieces } from '../../../core/arrow/batchMessage';
import type { Data } from 'apache-arrow';
import { gather } from '../../../core/arrow/gather';
import type { Piece } from '../../../core/arrow/pieces';
import { arrowSchema } from '../types/arrowSchema';
import { columnWriter, encodeRow } from '../rows/writeColumn';
import { logCompression, logFormat, type TableInfo, zstdLevel } from '../types/table';
import { unsentLogBatch } from './logBatch';
import type { UnsentBatch } from './unsentBatch';

/** Compresses one buffer, in another thread; absent where the runtime cannot, and buffers are then stored as they are. */
export type ZstdCompress = (bytes: Uint8Array, level: number) => Promise<Uint8Array>;

/** Rows that stand one after the other. */
export interface Run {
  readonly start: number;
  readonly count: number;
}

/** Shorter buffers are not worth a frame. */
const COMPRESS_FROM = 64;
/** In place of the whole length: what follows is not compressed. */
export const STORED_PREFIX = new Uint8Array(8).fill(0xff);

/**
 * Some rows as one batch for one bucket of a log, in the table's own format. What is not compressed stays where it is until it has been sent.
 * @param columns all columns of the table; a missing one is null in all rows
 */
export async function appendBatch(table: TableInfo, columns: ReadonlyMap<number, Data>, runs: readonly Run[], zstd: ZstdCompress | undefined): Promise<UnsentBatch> {
  const rows = runs.reduce((sum, { count }) => sum + count, 0);
  const records = logFormat(table) === 'ARROW' ? await arrowRecords(table, columns, runs, rows, zstd) : [rowRecords(table, columns, runs)];
  return unsentLogBatch({ schemaId: table.schemaId, count: rows, records });
}

/**
 * The batch must declare the codec of the table, since servers that send some columns only write that one into what they send (FileLogProjection.java).
 * Buffers that are stored as they are may stand under either codec, but not under none.
 */
async function arrowRecords(table: TableInfo, columns: ReadonlyMap<number, Data>, runs: readonly Run[], rows: number, zstd: ZstdCompress | undefined): Promise<readonly Uint8Array[]> {
  const plain = new BatchParts();
  arrowSchema(table.schema.columns, false).fields.forEach((field, index) => {
    const data = columns.get(index);
    gather(
      field,
      runs.map(({ start, count }): Piece => ({ data, start, count })),
      plain,
    );
  });
  const codec = logCompression(table);
  if (codec === 'NONE') return batchPieces(rows, plain);
  const level = zstdLevel(table);
  const compress = codec === 'ZSTD' ? zstd : undefined;
  const framed = new BatchParts();
  framed.nodes.push(...plain.nodes);
  for (const buffer of await Promise.all(plain.buffers.map((bytes) => framedBuffer(bytes, compress && ((content) => compress(content, level)))))) framed.buffer(buffer);
  return batchPieces(rows, framed, codec === 'ZSTD' ? 'zstd' : 'lz4');
}

async function framedBuffer(buffer: Uint8Array, compress: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined): Promise<Uint8Array> {
  if (buffer.byteLength === 0) return buffer;
  const compressed = compress && buffer.byteLength >= COMPRESS_FROM ? await compress(buffer) : undefined;
  const smaller = compressed && compressed.byteLength < buffer.byteLength ? compressed : undefined;
  const content = smaller ?? buffer;
  const framed = new Uint8Array(8 + content.byteLength);
  if (smaller) new DataView(framed.buffer).setBigInt64(0, BigInt(buffer.byteLength), true);
  else framed.set(STORED_PREFIX);
  framed.set(content, 8);
  return framed;
}

/** A record: four bytes of length, the change type (0: append), the row. */
function rowRecords(table: TableInfo, columns: ReadonlyMap<number, Data>, runs: readonly Run[]): Uint8Array {
  const format = logFormat(table) === 'INDEXED' ? 'INDEXED' : 'COMPACTED';
  const types = table.schema.columns.map((column) => column.type);
  const fields = types.map((type, index) => {
    const data = columns.get(index);
    return data && columnWriter(type, data, format);
  });
  const encoded = runs.flatMap(({ start, count }) => Array.from({ length: count }, (_, index) => encodeRow(types, fields, start + index, format)));
  const records = new Uint8Array(encoded.reduce((sum, row) => sum + 5 + row.byteLength, 0));
  const view = new DataView(records.buffer);
  let at = 0;
  for (const row of encoded) {
    view.setInt32(at, 1 + row.byteLength, true);
    records.set(row, at + 5);
    at += 5 + row.byteLength;
  }
  return records;
}
