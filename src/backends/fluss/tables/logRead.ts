import type { ExecutionEvent } from '../../../core/contract/execution';
import type { StartPosition } from '../../../core/contract/tables';
import { type BucketRange, type FetchedBatch, LogFetcher } from '../client/logFetcher';
import { listOffsets, type OffsetSpec } from '../client/offsets';
import type { FlussClient } from '../client/flussClient';
import type { Bucket } from '../client/tableMetadata';
import { type OutputColumn, RecordReader } from '../log/recordReader';
import { logFormat, type TableInfo } from '../types/table';
import type { LogBounds } from './access';

/** Bytes of one answer of a server, and of one bucket in it: the defaults of the official clients. */
const MAX_BYTES = 16 << 20;
const MAX_BUCKET_BYTES = 1 << 20;
/** Schemas are numbered from here. */
const FIRST_SCHEMA = 1;

/** The buckets that a read needs. */
export async function bucketsOf(client: FlussClient, table: TableInfo, bounds: LogBounds, signal: AbortSignal): Promise<readonly Bucket[]> {
  const partitions = table.partitionKeys.length === 0 ? undefined : await client.tables.partitions(table, signal);
  const wanted = partitions?.filter(({ values }) => values.every((value, place) => bounds.partitions?.get(place)?.has(value) ?? true));
  const buckets = await client.tables.buckets(table, wanted, signal);
  return buckets.filter(({ bucket }) => bounds.buckets?.has(bucket) ?? true);
}

/** From where to where each bucket is read; without `bounded`, on and on. */
export async function rangesOf(
  client: FlussClient,
  table: TableInfo,
  buckets: readonly Bucket[],
  read: { readonly start: StartPosition; readonly bounds: LogBounds; readonly bounded: boolean },
  signal: AbortSignal,
): Promise<readonly BucketRange[]> {
  const offsets = (spec: OffsetSpec): Promise<readonly bigint[]> => listOffsets(client.cluster, client.tables, table, buckets, spec, signal);
  const [starts, ends] = await Promise.all([offsets(offsetSpec(read.start)), read.bounded ? offsets({ at: 'latest' }) : undefined]);
  const { from, to } = read.bounds.offsets;
  return buckets.map(({ bucket, partition }, index) => {
    const start = starts[index] ?? 0n;
    const end = ends?.[index];
    const last = to !== undefined && (end === undefined || to < end) ? to : end;
    return { bucket, from: from !== undefined && from > start ? from : start, ...(partition ? { partition } : {}), ...(last === undefined ? {} : { to: last }) };
  });
}

function offsetSpec(start: StartPosition): OffsetSpec {
  switch (start.at) {
    case 'full':
    case 'earliest':
      return { at: 'earliest' };
    case 'latest':
      return { at: 'latest' };
    case 'timestamp':
      return { at: 'timestamp', ms: BigInt(start.ms) };
  }
}

/** Batches of the rows of logs, in each bucket in the order of its log. */
export async function* readLog(client: FlussClient, table: TableInfo, columns: readonly OutputColumn[], ranges: readonly BucketRange[], signal: AbortSignal): AsyncGenerator<ExecutionEvent & { readonly kind: 'batch' }> {
  const projected = await projectionOf(client, table, columns, signal);
  const reader = recordReader(client, table, columns, projected, signal);
  const whole = projected ? recordReader(client, table, columns, undefined, signal) : reader;
  const fetcher = new LogFetcher(client.cluster, client.tables, table, ranges, client.remote, { maxBytes: MAX_BYTES, maxBucketBytes: MAX_BUCKET_BYTES, signal, ...(projected ? { projected } : {}) });
  const following = ranges.some(({ to }) => to === undefined) ? client.followed.add(fetcher) : undefined;
  try {
    for await (const fetched of fetcher.batches()) {
      const batch = await readBatch(fetched.whole ? whole : reader, fetched);
      if (batch) yield batch;
    }
  } finally {
    following?.[Symbol.dispose]();
  }
}

async function readBatch(reader: RecordReader, { batch, bucket, from }: FetchedBatch): Promise<(ExecutionEvent & { readonly kind: 'batch' }) | undefined> {
  const read = await reader.read(batch, bucket.bucket, { from, ...(bucket.to === undefined ? {} : { to: bucket.to }) });
  return read && { kind: 'batch', rows: read.rows, bytes: read.message };
}

export function recordReader(client: FlussClient, table: TableInfo, columns: readonly OutputColumn[], projected: readonly number[] | undefined, signal: AbortSignal): RecordReader {
  return new RecordReader({
    schema: table.schema,
    columns,
    format: logFormat(table),
    codecs: client.settings.codecs,
    schemas: (id) => (id === table.schemaId ? Promise.resolve(table.schema) : client.tables.schema(table, table.tableId, id, signal)),
    ...(client.settings.memory ? { memory: client.settings.memory } : {}),
    ...(projected ? { projected } : {}),
  });
}

/** Columns that the server is asked for: ascending, each once; only Arrow logs can, and only columns that all batches have. */
async function projectionOf(client: FlussClient, table: TableInfo, columns: readonly OutputColumn[], signal: AbortSignal): Promise<readonly number[] | undefined> {
  if (logFormat(table) !== 'ARROW') return undefined;
  const wanted = [...new Set(columns.flatMap((column) => (column.kind === 'table' ? [column.index] : [])))].sort((a, b) => a - b);
  const projected = wanted.length === 0 ? [0] : wanted; // the server wants one at least
  if (projected.length === table.schema.columns.length) return undefined;
  const first = table.schemaId === FIRST_SCHEMA ? table.schema : await client.tables.schema(table, table.tableId, FIRST_SCHEMA, signal);
  return projected.every((index) => index < first.columns.length) ? projected : undefined;
}
