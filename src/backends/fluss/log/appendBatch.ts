import { BatchParts, encodeBatch, encodeCompressedBatch } from '../../../core/arrow/batchMessage';
import type { Data } from 'apache-arrow';
import { gather } from '../../../core/arrow/gather';
import type { Piece } from '../../../core/arrow/pieces';
import { arrowSchema } from '../types/arrowSchema';
import { columnWriter, encodeRow } from '../rows/writeColumn';
import { logCompression, logFormat, type TableInfo } from '../types/table';
import { writeLogBatch } from './logBatch';

/** Compresses one buffer; absent where the runtime cannot, and buffers are then stored as they are. */
export type ZstdCompress = (bytes: Uint8Array) => Uint8Array;

/** Shorter buffers are not worth a frame. */
const COMPRESS_FROM = 64;
const STORED = -1n;

/**
 * Some rows as one batch for one bucket of a log, in the table's own format.
 * @param columns all columns of the table; a missing one is null in all rows
 * @param rows indexes of the rows, ascending
 */
export function appendBatch(table: TableInfo, columns: ReadonlyMap<number, Data>, rows: Uint32Array, zstd: ZstdCompress | undefined): Uint8Array {
  const records = logFormat(table) === 'ARROW' ? arrowRecords(table, columns, rows, zstd) : rowRecords(table, columns, rows);
  return writeLogBatch({ schemaId: table.schemaId, count: rows.length, records });
}

/**
 * The batch must declare the codec of the table, since servers that send some columns only write that one into what they send (FileLogProjection.java).
 * Buffers that are stored as they are may stand under either codec, but not under none.
 */
function arrowRecords(table: TableInfo, columns: ReadonlyMap<number, Data>, rows: Uint32Array, zstd: ZstdCompress | undefined): Uint8Array {
  const runs = runsOf(rows);
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
  if (codec === 'NONE') return encodeBatch(rows.length, plain);
  const framed = new BatchParts();
  framed.nodes.push(...plain.nodes);
  for (const buffer of plain.buffers) framed.buffer(framedBuffer(buffer, codec === 'ZSTD' ? zstd : undefined));
  return encodeCompressedBatch(rows.length, framed, codec === 'ZSTD' ? 'zstd' : 'lz4');
}

function framedBuffer(buffer: Uint8Array, compress: ZstdCompress | undefined): Uint8Array {
  if (buffer.byteLength === 0) return buffer;
  const compressed = compress && buffer.byteLength >= COMPRESS_FROM ? compress(buffer) : undefined;
  const smaller = compressed && compressed.byteLength < buffer.byteLength ? compressed : undefined;
  const content = smaller ?? buffer;
  const framed = new Uint8Array(8 + content.byteLength);
  new DataView(framed.buffer).setBigInt64(0, smaller ? BigInt(buffer.byteLength) : STORED, true);
  framed.set(content, 8);
  return framed;
}

/** A record: four bytes of length, the change type (0: append), the row. */
function rowRecords(table: TableInfo, columns: ReadonlyMap<number, Data>, rows: Uint32Array): Uint8Array {
  const format = logFormat(table) === 'INDEXED' ? 'INDEXED' : 'COMPACTED';
  const types = table.schema.columns.map((column) => column.type);
  const fields = types.map((type, index) => {
    const data = columns.get(index);
    return data && columnWriter(type, data, format);
  });
  const encoded = Array.from(rows, (row) => encodeRow(types, fields, row, format));
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

function runsOf(rows: Uint32Array): readonly { readonly start: number; readonly count: number }[] {
  const runs: { start: number; count: number }[] = [];
  let run = { start: -1, count: 0 };
  for (const row of rows) {
    if (run.start + run.count === row) run.count += 1;
    else runs.push((run = { start: row, count: 1 }));
  }
  return runs;
}
