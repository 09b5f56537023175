import { tableFromArrays, vectorFromArray, Utf8 } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { BufferPool } from '../../../src/core/arrow/bufferPool';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { readHeader } from '../../../src/core/arrow/header';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { appendBatch } from '../../../src/backends/fluss/log/appendBatch';
import { LogError, logBatches, unsentLogBatch } from '../../../src/backends/fluss/log/logBatch';
import { type OutputColumn, RecordReader } from '../../../src/backends/fluss/log/recordReader';
import { outputSchema } from '../../../src/backends/fluss/tables/openTable';
import type { TableInfo } from '../../../src/backends/fluss/types/table';
import { sealed } from './sealed';

const ROWS = 5_000;
const NUMBERS = Int32Array.from({ length: ROWS }, (_, row) => row * 3);
const TEXTS = Array.from({ length: ROWS }, (_, row) => `row ${row}`);
const RUNS = [{ start: 0, count: ROWS }];

const tableOf = (codec: string): TableInfo => ({
  schema: { columns: [{ name: 'n', type: { kind: 'INT', nullable: true }, id: 0 }, { name: 's', type: { kind: 'STRING', nullable: true }, id: 1 }], primaryKey: [], autoIncrement: [] },
  partitionKeys: [],
  bucketKeys: [],
  properties: { 'table.log.arrow.compression.type': codec },
  customProperties: {},
  database: 'd',
  table: 't',
  tableId: 1n,
  schemaId: 1,
  buckets: 1,
  createdMs: 0n,
  modifiedMs: 0n,
});

/** All columns, the table's and the system's. */
const COLUMNS: readonly OutputColumn[] = [
  { kind: 'table', index: 0 },
  { kind: 'table', index: 1 },
  { kind: 'system', name: '_change_type' },
  { kind: 'system', name: '_bucket' },
  { kind: 'system', name: '_offset' },
  { kind: 'system', name: '_timestamp' },
];

async function read(codec: string, from: bigint): Promise<{ readonly message: Uint8Array; readonly rows: number; readonly values: (column: number) => readonly unknown[] }> {
  const table = tableOf(codec);
  const data = tableFromArrays({ n: NUMBERS }).batches[0]?.data.children[0];
  const texts = vectorFromArray(TEXTS, new Utf8()).data[0];
  if (!data || !texts) throw new Error('no columns');
  const bytes = sealed(await appendBatch(table, new Map([[0, data], [1, texts]]), RUNS, undefined));
  const [batch] = [...logBatches(bytes, true)];
  if (!batch) throw new Error('no batch');
  const memory = new BufferPool(1 << 20);
  const reader = new RecordReader({ schema: table.schema, columns: COLUMNS, format: 'ARROW', schemas: async () => table.schema, codecs: nodeCodecs(), memory });
  const result = await reader.read(batch, 7, { from });
  memory[Symbol.dispose]();
  if (!result) throw new Error('no rows');
  const decoded = new ArrowDecoder(encodeSchema(outputSchema(table, COLUMNS.map((_, index) => index))).bytes, nodeCodecs()).batch(result.message).recordBatch();
  return { message: result.message, rows: result.rows, values: (column) => Array.from({ length: decoded.numRows }, (_, row): unknown => decoded.getChildAt(column)?.get(row)) };
}

describe.each(['ZSTD', 'LZ4_FRAME', 'NONE'])('rows of a log that is compressed by %s', (codec) => {
  test('are handed on as they came, with what the system adds, in a message that fills its memory', async () => {
    const { message, rows, values } = await read(codec, 0n);
    expect(rows).toBe(ROWS);
    expect(message.byteLength).toBe(message.buffer.byteLength);
    const header = readHeader(message);
    expect(header.kind === 'batch' ? header.batch.compression : 'none').toBe({ ZSTD: 'zstd', LZ4_FRAME: 'lz4', NONE: undefined }[codec]);
    expect(values(0)).toEqual([...NUMBERS]);
    expect(values(1)).toEqual(TEXTS);
    expect(new Set(values(2))).toEqual(new Set(['+A']));
    expect(new Set(values(3))).toEqual(new Set([7]));
    expect(values(4).slice(-2)).toEqual([BigInt(ROWS - 2), BigInt(ROWS - 1)]);
  });

  test('are cut where a part of a batch is wanted', async () => {
    const { rows, values } = await read(codec, 4_990n);
    expect(rows).toBe(10);
    expect(values(0)).toEqual([...NUMBERS.slice(-10)]);
    expect(values(1)).toEqual(TEXTS.slice(-10));
    expect(values(4)).toEqual(Array.from({ length: 10 }, (_, row) => BigInt(4_990 + row)));
  });
});

test('a batch of rows that claims more of them than it can hold is refused before memory is taken for them', async () => {
  const { schema } = tableOf('NONE');
  const [batch] = [...logBatches(sealed(unsentLogBatch({ schemaId: 1, count: 0x7fff_ffff, records: [Uint8Array.of(2, 0, 0, 0, 0, 0)] })), true)];
  const reader = new RecordReader({ schema, columns: COLUMNS, format: 'COMPACTED', schemas: async () => schema, codecs: nodeCodecs() });
  await expect(reader.read(batch!, 0, { from: 0n })).rejects.toBeInstanceOf(LogError);
});
