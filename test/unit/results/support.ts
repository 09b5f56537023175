import { type RecordBatch, RecordBatchReader, Schema, Table } from 'apache-arrow';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { type Disk, NodeDisk } from '../../../src/server/results/store/disk';
import { MessageLog } from '../../../src/server/results/store/messageLog';
import { ResultStore } from '../../../src/server/results/store/resultStore';
import { SpillFolder } from '../../../src/server/results/store/spillFolder';
import { SpillQuota } from '../../../src/server/results/store/spillQuota';
import { WindowSchemas } from '../../../src/server/results/window/encodeWindow';
import { cutWindow } from '../../../src/server/results/window/window';

/** A folder that is removed at the end of the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface StoreOptions {
  readonly memory?: number;
  readonly quota?: SpillQuota;
  readonly disk?: Disk;
  readonly folder?: string;
}

export function messagesOf(batches: readonly RecordBatch[]): readonly ArrowMessage[] {
  const schema = batches[0]?.schema ?? new Schema([]);
  const encoder = new ArrowEncoder(schema);
  return [encoder.schema(), ...batches.flatMap((batch) => encoder.write(batch))];
}

export async function makeStore(schema: Uint8Array, options: StoreOptions = {}): Promise<ResultStore> {
  const folder = new SpillFolder(options.disk ?? new NodeDisk(), options.folder ?? (await scratch()));
  const log = new MessageLog(schema, options.memory ?? Infinity, folder, options.quota ?? new SpillQuota(Infinity));
  const store = new ResultStore(log, nodeCodecs());
  onTestFinished(() => store.close());
  return store;
}

export async function storeOf(batches: readonly RecordBatch[], options: StoreOptions = {}): Promise<ResultStore> {
  const [schema, ...rest] = messagesOf(batches);
  const store = await makeStore(schema!.bytes, options);
  for (const message of rest) if (message.kind !== 'schema') await store.append(message.kind, message.bytes, Infinity);
  return store;
}

export async function window(store: ResultStore, row: number, rows: number, columns: readonly number[]): Promise<{ row: number; rows: number; bytes: Uint8Array; table: Table }> {
  const cut = await cutWindow(store, new WindowSchemas(), { row, rows, columns }, 'UTC');
  return { ...cut, table: tableOf(cut.bytes) };
}

/** What the library's own reader makes of a stream or file. */
export function tableOf(bytes: Uint8Array): Table {
  const reader = RecordBatchReader.from(bytes).open();
  return new Table(reader.schema, [...reader]);
}
