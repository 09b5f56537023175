import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { BatchParts, batchPieces } from '../../../src/core/arrow/batchMessage';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { HeadwaterError } from '../../../src/core/errors';
import { ProtoError } from '../../../src/core/protobuf/reader';
import { valueBatch } from '../../../src/backends/fluss/client/limitScan';
import { LogError, logBatches, unsentLogBatch } from '../../../src/backends/fluss/log/logBatch';
import { type OutputColumn, RecordReader } from '../../../src/backends/fluss/log/recordReader';
import { RowError } from '../../../src/backends/fluss/rows/rowError';
import { RowTable } from '../../../src/backends/fluss/rows/rowTable';
import { arrowSchema } from '../../../src/backends/fluss/types/arrowSchema';
import type { DataType } from '../../../src/backends/fluss/types/dataType';
import { readTable } from '../../../src/backends/fluss/types/tableJson';
import { SchemaError } from '../../../src/backends/fluss/types/typeJson';
import type { LogFormat, RowFormat, TableSchema } from '../../../src/backends/fluss/types/table';
import { FlussError } from '../../../src/backends/fluss/wire/errorCodes';
import { FrameError, FrameSplitter, readResponse } from '../../../src/backends/fluss/wire/frames';
import { FetchLogResponse, LookupResponse } from '../../../src/backends/fluss/wire/messages/data';
import { MetadataResponse } from '../../../src/backends/fluss/wire/messages/names';
import type { Fuzzed } from '../support/fuzzing';
import { sealed } from './sealed';

const KINDS = [RowError, LogError, ProtoError, FrameError, FlussError, SchemaError, HeadwaterError];
const refuses = (error: unknown): boolean => KINDS.some((kind) => error instanceof kind);

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

/** Zeros, empty texts; the nested values are null until a bit changes. */
function rows(format: RowFormat): Fuzzed {
  const golden = new Uint8Array(96);
  golden[0] = 0b0111_0000;
  const table = new RowTable(SCHEMA, SCHEMA.columns.map((_, index) => index), format);
  return {
    name: `rows ${format}`,
    golden,
    refuses,
    decode: (bytes) => {
      try {
        table.append(bytes, 1, SCHEMA);
        table.take();
      } finally {
        table.clear();
      }
    },
  };
}

/** What a log gives of the bytes, and what becomes of its rows: buffers are passed on as they came, and whoever uses the values reads them. */
function log(name: string, golden: Uint8Array, columns: readonly OutputColumn[], format: LogFormat, schema: TableSchema): Fuzzed {
  const reader = new RecordReader({ schema, columns, format, schemas: () => Promise.resolve(schema), codecs: nodeCodecs() });
  const own = columns.flatMap((column) => (column.kind === 'table' ? (schema.columns[column.index] ?? []) : []));
  const decoder = new ArrowDecoder(encodeSchema(arrowSchema(own, true)).bytes, nodeCodecs());
  return {
    name,
    golden,
    refuses,
    decode: (bytes) => {
      for (const batch of logBatches(bytes, false)) {
        const read = reader.readAs(batch, schema, 0, { from: 0n });
        if (read) decoder.batch(read.message).column(0);
      }
      for (const batch of logBatches(bytes, true)) if (batch.count < 0) throw new RangeError('a batch has less than no rows');
    },
  };
}

const ONE_COLUMN: TableSchema = { ...SCHEMA, columns: SCHEMA.columns.slice(0, 1) };
const THREE_COLUMNS: TableSchema = { ...SCHEMA, columns: SCHEMA.columns.slice(0, 3) };

/** Three numbers, stored under LZ4 as they are. */
function arrowLog(): Uint8Array {
  const bytes = new Uint8Array(Int32Array.of(1, 2, 3).buffer);
  const stored = new Uint8Array(8 + bytes.byteLength).fill(0xff, 0, 8);
  stored.set(bytes, 8);
  const parts = new BatchParts().node(3, 0).buffer(new Uint8Array(0)).buffer(stored);
  return sealed(unsentLogBatch({ schemaId: 1, count: 3, records: batchPieces(3, parts, 'lz4') }));
}

const COMPACTED_ROW = Uint8Array.of(0, 5, 9, 2, 0x61, 0x62);
const rowLog = (row: Uint8Array): Uint8Array => sealed(unsentLogBatch({ schemaId: 1, count: 1, records: [Uint8Array.of(1 + row.length, 0, 0, 0, 0, ...row)] }));

function message(name: string, golden: Uint8Array, type: { decode(bytes: Uint8Array): unknown }): Fuzzed {
  return { name: `messages: ${name}`, golden, refuses, decode: (bytes) => void type.decode(bytes) };
}

/** What reads bytes of servers, with bytes that it reads. */
export const DECODERS: readonly Fuzzed[] = [
  rows('COMPACTED'),
  rows('INDEXED'),
  {
    name: 'batches of values',
    golden: Uint8Array.of(13, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 5),
    refuses,
    decode: (bytes) => {
      Array.from(valueBatch(bytes));
    },
  },
  log('log batches of Arrow, their checksums and their records', arrowLog(), [{ kind: 'table', index: 0 }], 'ARROW', ONE_COLUMN),
  log('log batches of rows', rowLog(COMPACTED_ROW), [{ kind: 'table', index: 2 }], 'COMPACTED', THREE_COLUMNS),
  {
    name: 'frames and their answers',
    golden: Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 0, 1, 8, 1, 0, 0, 0, 6, 1, 0, 0, 0, 2, 8),
    refuses,
    decode: (bytes) => {
      let frames = 0;
      for (const frame of new FrameSplitter(1 << 16).push(bytes)) {
        readResponse(frame);
        frames += 1;
      }
      if (frames < 2) throw new FrameError('the rest has not come');
    },
  },
  message('metadata', MetadataResponse.encode({ coordinator: { id: 1, host: 'a', port: 2 }, tabletServers: [{ id: 0, host: 'b', port: 3 }], tables: [{ path: { database: 'd', table: 't' }, tableId: 5n, schemaId: 1, buckets: [{ bucket: 0, leader: -1, replicas: [1, 2] }] }] }).bytes(), MetadataResponse),
  message('fetched logs', FetchLogResponse.encode({ tables: [{ tableId: 1n, buckets: [{ bucket: 0, highWatermark: 7n, records: Uint8Array.of(1, 2, 3) }] }] }).bytes(), FetchLogResponse),
  message('looked up values', LookupResponse.encode({ buckets: [{ bucket: 0, values: [{ bytes: Uint8Array.of(1) }, {}] }] }).bytes(), LookupResponse),
  {
    name: 'descriptions of tables',
    golden: new TextEncoder().encode('{"version":1,"schema":{"columns":[{"name":"a","data_type":{"type":"DECIMAL","precision":3,"scale":1},"id":0}],"highest_field_id":0},"partition_key":[],"properties":{}}'),
    refuses,
    decode: (bytes) => void readTable(bytes),
  },
];
