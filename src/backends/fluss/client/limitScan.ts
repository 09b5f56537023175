import type { MessageOf } from '../../../core/protobuf/message';
import { logBatches, type LogBatch } from '../log/logBatch';
import type { TableInfo } from '../types/table';
import { LIMIT_SCAN, SCAN_KV } from '../wire/apis';
import { FlussError, isStale, throwIfFailed } from '../wire/errorCodes';
import type { ScanKvResponse } from '../wire/messages/data';
import type { Cluster, Target } from './cluster';
import { type StoredRow, storedRow } from './lookups';
import type { Bucket, TableMetadata } from './tableMetadata';

/** The newest records of one bucket of a log, at least as many as asked for where there are so many. */
export async function limitScanLog(cluster: Cluster, metadata: TableMetadata, table: TableInfo, bucket: Bucket, limit: number, signal: AbortSignal): Promise<readonly LogBatch[]> {
  return [...logBatches(await limitScan(cluster, metadata, table, bucket, limit, signal), true)];
}

/** The first rows of one bucket of a primary-key table, in the order of the store. */
export async function limitScanKeyed(cluster: Cluster, metadata: TableMetadata, table: TableInfo, bucket: Bucket, limit: number, signal: AbortSignal): Promise<readonly StoredRow[]> {
  return [...valueBatch(await limitScan(cluster, metadata, table, bucket, limit, signal))];
}

async function limitScan(cluster: Cluster, metadata: TableMetadata, table: TableInfo, { partition, bucket }: Bucket, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  return cluster.retrying(async () => {
    const id = await metadata.leader(table, partition, bucket, signal);
    const answer = await cluster.ask({ to: 'server', id }, LIMIT_SCAN, { tableId: table.tableId, ...(partition ? { partitionId: partition.id } : {}), bucket, limit }, { signal });
    if (answer.code !== undefined && isStale(answer.code)) metadata.forgetLeader(table, partition, bucket);
    throwIfFailed(answer);
    return answer.records ?? new Uint8Array(0);
  }, signal);
}

/** Bytes of one answer of a whole scan. */
const SCAN_BYTES = 1 << 22;

/** All rows of one bucket as they are at one moment (SCAN_KV, 1.0). The scanner on the server is closed when the iteration ends. */
export async function* scanKeyed(cluster: Cluster, metadata: TableMetadata, table: TableInfo, { partition, bucket }: Bucket, signal: AbortSignal): AsyncGenerator<{ readonly rows: readonly StoredRow[]; readonly logOffset: bigint | undefined }> {
  const leader = async (): Promise<number> => metadata.leader(table, partition, bucket, signal);
  let server: Target = { to: 'server', id: await leader() };
  const open = { tableId: table.tableId, ...(partition ? { partitionId: partition.id } : {}), bucket };
  let scanner: Uint8Array | undefined;
  let more = true;
  try {
    for (let sequence = 0; more; sequence++) {
      const request = scanner ? { scanner, sequence, batchBytes: SCAN_BYTES } : { open, sequence, batchBytes: SCAN_BYTES };
      const ask = async (): Promise<MessageOf<typeof ScanKvResponse>> => {
        const answer = await cluster.ask(server, SCAN_KV, request, { signal });
        if (answer.code !== undefined && isStale(answer.code) && !scanner) {
          metadata.forgetLeader(table, partition, bucket);
          server = { to: 'server', id: await leader() };
        }
        throwIfFailed(answer);
        return answer;
      };
      // a scanner that is open counts its requests: only opening one may be tried again
      const answer = scanner ? await ask() : await cluster.retrying(ask, signal);
      scanner = answer.scanner ?? scanner;
      more = answer.more ?? false;
      yield { rows: [...valueBatch(answer.records ?? new Uint8Array(0))], logOffset: answer.logOffset };
    }
  } finally {
    if (more && scanner) await cluster.ask(server, SCAN_KV, { scanner, close: true }, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
  }
}

const HEADER = 9;

/** Values one after the other: a length, a magic, a count, then records of a length and a value. */
export function* valueBatch(bytes: Uint8Array): Generator<StoredRow> {
  if (bytes.byteLength === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEADER) throw new FlussError(-1, 'A batch of values ends early.');
  const count = view.getInt32(5, true);
  let at = HEADER;
  for (let index = 0; index < count; index++) {
    const length = at + 4 <= bytes.byteLength ? view.getInt32(at, true) : -1;
    if (length < 0 || at + 4 + length > bytes.byteLength) throw new FlussError(-1, 'A batch of values ends early.');
    yield storedRow(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
}
