import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { HeadwaterError } from '../../../src/core/errors';
import { ProtoError } from '../../../src/core/protobuf/reader';
import { valueBatch } from '../../../src/backends/fluss/client/limitScan';
import { appendBatch } from '../../../src/backends/fluss/log/appendBatch';
import { LogError, logBatches, unsentLogBatch } from '../../../src/backends/fluss/log/logBatch';
import { RecordReader } from '../../../src/backends/fluss/log/recordReader';
import { RowError } from '../../../src/backends/fluss/rows/rowError';
import { RowTable } from '../../../src/backends/fluss/rows/rowTable';
import { arrowSchema } from '../../../src/backends/fluss/types/arrowSchema';
import type { DataType } from '../../../src/backends/fluss/types/dataType';
import { readTable } from '../../../src/backends/fluss/types/tableJson';
import { SchemaError } from '../../../src/backends/fluss/types/typeJson';
import type { TableInfo, TableSchema } from '../../../src/backends/fluss/types/table';
import { FlussError } from '../../../src/backends/fluss/wire/errorCodes';
import { FrameError, FrameSplitter, readResponse } from '../../../src/backends/fluss/wire/frames';
import { FetchLogResponse, LookupResponse } from '../../../src/backends/fluss/wire/messages/data';
import { MetadataResponse } from '../../../src/backends/fluss/wire/messages/names';
import { random } from '../support/random';
import { sealed } from './sealed';

const ROUNDS = Number(process.env['HEADWATER_FUZZ'] ?? (process.env['HEADWATER_FULL'] ? 100_000 : 10_000));
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);
const EXPECTED = [RowError, LogError, ProtoError, FrameError, FlussError, SchemaError, HeadwaterError];

/** Changes bytes, cuts, doubles; each round another. What comes of it must be a value or an error of ours. */
async function survives(golden: Uint8Array, decode: (bytes: Uint8Array) => unknown): Promise<void> {
  const below = random(SEED);
  let read = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutated(golden, below);
    try {
      const result = decode(bytes);
      if (result instanceof Promise) await result;
      read += 1;
    } catch (error) {
      if (!EXPECTED.some((kind) => error instanceof kind)) throw new Error(`seed ${SEED}, round ${round}: ${String(error)}\n${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
  }
  expect(read, 'some mutations leave the bytes readable, most do not').toBeLessThan(ROUNDS);
}

/** Alone in memory of their own length, so that whoever reads on behind their end fails. */
function mutated(golden: Uint8Array, below: (limit: number) => number): Uint8Array {
  let bytes: Uint8Array = golden.slice();
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        bytes = bytes.slice(0, Math.max(1, at));
        break;
      case 3:
        bytes.fill(0xff, at, at + 4);
        break;
      default:
        bytes = repeated(bytes, at);
    }
  }
  return bytes;
}

/** Up to a place, then on from four bytes before it. */
function repeated(bytes: Uint8Array, at: number): Uint8Array {
  const from = Math.max(0, at - 4);
  const longer = new Uint8Array(at + bytes.length - from);
  longer.set(bytes.subarray(0, at));
  longer.set(bytes.subarray(from), at);
  return longer;
}

const nullable = (kind: 'INT' | 'BIGINT' | 'STRING' | 'DOUBLE'): DataType => ({ kind, nullable: true });
const SCHEMA: TableSchema = {
  columns: [
    { name: 'i', type: nullable('INT'), id: 0 },
    { name: 'b', type: nullable('BIGINT'), id: 1 },
    { name: 's', type: nullable('STRING'), id: 2 },
    { name: 'd', type: { kind: 'DECIMAL', nullable: true, precision: 30, scale: 2 }, id: 3 },
    { name: 'l', type: { kind: 'ARRAY', nullable: true, element: nullable('STRING') }, id: 4 },
    { name: 'm', type: { kind: 'MAP', nullable: true, key: { kind: 'STRING', nullable: false }, value: nullable('INT') }, id: 5 },
    { name: 'r', type: { kind: 'ROW', nullable: true, fields: [{ name: 'x', type: { kind: 'TIMESTAMP', nullable: true, precision: 9 } }] }, id: 6 },
  ],
  primaryKey: [],
  autoIncrement: [],
};
describe(`bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, { timeout: 120_000 + 10 * ROUNDS }, () => {
  // millions of errors: nobody reads where they were thrown
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  test.each(['COMPACTED', 'INDEXED'] as const)('rows %s', async (format) => {
    const golden = new Uint8Array(96); // zeros, empty texts; the nested values are null until a bit changes
    golden[0] = 0b0111_0000;
    const table = new RowTable(SCHEMA, SCHEMA.columns.map((_, index) => index), format);
    await survives(golden, (bytes) => {
      try {
        table.append(bytes, 1, SCHEMA);
        return table.take();
      } finally {
        table.clear();
      }
    });
  });

  test('batches of values', async () => {
    const row = Uint8Array.of(0, 5);
    const golden = Uint8Array.of(13, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, ...row);
    await survives(golden, (bytes) => [...valueBatch(bytes)]);
  });

  test('log batches, their checksums and their records', async () => {
    const schema: TableSchema = { ...SCHEMA, columns: SCHEMA.columns.slice(0, 1) };
    const table: TableInfo = { schema, partitionKeys: [], bucketKeys: [], properties: { 'table.log.arrow.compression.type': 'LZ4_FRAME' }, customProperties: {}, database: 'd', table: 't', tableId: 1n, schemaId: 1, buckets: 1, createdMs: 0n, modifiedMs: 0n };
    const column = tableFromArrays({ i: Int32Array.of(1, 2, 3) }).batches[0]!.data.children[0]!;
    const golden = sealed(await appendBatch(table, new Map([[0, column]]), [{ start: 0, count: 3 }], undefined));
    const reader = new RecordReader({ schema, columns: [{ kind: 'table', index: 0 }, { kind: 'system', name: '_offset' }], format: 'ARROW', schemas: async () => schema, codecs: nodeCodecs() });
    const whole = [...logBatches(golden, true)][0]!;
    const decoder = new ArrowDecoder(encodeSchema(arrowSchema(schema.columns, true)).bytes, nodeCodecs()); // buffers are passed on as they came: who uses the values reads them
    expect((await reader.read(whole, 0, { from: 0n }))?.rows).toBe(3);
    await survives(golden, async (bytes) => {
      for (const batch of logBatches(bytes, false)) {
        const read = await reader.read(batch, 0, { from: 0n });
        if (read) decoder.batch(read.message).column(0);
      }
      return [...logBatches(bytes, true)];
    });
  });

  test('log batches of rows', async () => {
    const schema: TableSchema = { ...SCHEMA, columns: SCHEMA.columns.slice(0, 3) };
    const row = Uint8Array.of(0, 5, 9, 2, 0x61, 0x62);
    const golden = sealed(unsentLogBatch({ schemaId: 1, count: 1, records: [Uint8Array.of(1 + row.length, 0, 0, 0, 0, ...row)] }));
    const reader = new RecordReader({ schema, columns: [{ kind: 'table', index: 2 }], format: 'COMPACTED', schemas: async () => schema, codecs: nodeCodecs() });
    await survives(golden, async (bytes) => {
      for (const batch of logBatches(bytes, false)) await reader.read(batch, 0, { from: 0n });
    });
  });

  test('frames and their answers', async () => {
    const golden = Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 0, 1, 8, 1, 0, 0, 0, 6, 1, 0, 0, 0, 2, 8);
    await survives(golden, (bytes) => {
      for (const frame of new FrameSplitter(1 << 16).push(bytes)) readResponse(frame);
      throw new FrameError('the rest has not come');
    });
  });

  test.each([
    ['metadata', MetadataResponse, { coordinator: { id: 1, host: 'a', port: 2 }, tabletServers: [{ id: 0, host: 'b', port: 3 }], tables: [{ path: { database: 'd', table: 't' }, tableId: 5n, schemaId: 1, buckets: [{ bucket: 0, leader: -1, replicas: [1, 2] }] }] }],
    ['fetched logs', FetchLogResponse, { tables: [{ tableId: 1n, buckets: [{ bucket: 0, highWatermark: 7n, records: Uint8Array.of(1, 2, 3) }] }] }],
    ['looked up values', LookupResponse, { buckets: [{ bucket: 0, values: [{ bytes: Uint8Array.of(1) }, {}] }] }],
  ] as const)('messages: %s', async (_, message, value) => {
    const encode = message.encode.bind(message) as (given: typeof value) => { bytes(): Uint8Array };
    const golden = encode(value).bytes();
    expect(message.decode(golden)).toBeTruthy();
    await survives(golden, (bytes) => message.decode(bytes));
  });

  test('descriptions of tables', async () => {
    const golden = new TextEncoder().encode('{"version":1,"schema":{"columns":[{"name":"a","data_type":{"type":"DECIMAL","precision":3,"scale":1},"id":0}],"highest_field_id":0},"partition_key":[],"properties":{}}');
    expect(readTable(golden).schema.columns).toHaveLength(1);
    await survives(golden, readTable);
  });
});
