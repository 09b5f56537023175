import type { LineRow } from '../../../core/lineProtocol/parse';

/** A run of lines that goes in one request. */
export interface LineChunk {
  readonly text: string;
  /** The first line's number in the document, from 0. */
  readonly line: number;
  /** Rows that begin in it. */
  readonly rows: number;
}

/** InfluxDB 3 Core refuses larger requests unless it is told otherwise. */
export const CHUNK_BYTES = 8 * 1_048_576;

/** Cuts a document between rows, so that no request is larger than `most` bytes, unless a single row is. */
export function chunksOf(text: string, rows: readonly LineRow[], most = CHUNK_BYTES): readonly LineChunk[] {
  const chunks: LineChunk[] = [];
  let first = 0;
  let bytes = 0;
  const close = (end: number): void => {
    const [from, to] = [rows[first], rows[end - 1]];
    if (from && to) chunks.push({ text: text.slice(from.start, to.end), line: from.line, rows: end - first });
    first = end;
    bytes = 0;
  };
  rows.forEach((row, index) => {
    const size = Buffer.byteLength(text.slice(rows[index - 1]?.end ?? row.start, row.end));
    if (index > first && bytes + size > most) close(index);
    bytes += size;
  });
  close(rows.length);
  return chunks;
}
