import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import type { PegasusTable } from '../../../src/backends/pegasus/client/pegasusTable';
import { splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import type { ConnectContext } from '../../../src/core/contract/backend';
import type { Session } from '../../../src/core/contract/session';
import { csvWriter, jsonWriter } from '../../../src/server/results/cells/rows';
import type { LiveSession } from '../../../src/server/sessions/liveSession';
import { Settings } from '../../../src/server/settings';
import { Imports } from '../../../src/server/tables/imports/imports';
import { bundleWorker } from '../support/bundleWorker';
import { patiently, type Running, running } from './double';

patiently();

const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const context: ConnectContext = { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };
/** In more than a year, so that nothing runs out while the test does. */
const TTL = 40_000_000;

/** Rows with what a text file could lose: bytes that are no text, delimiters, quotes, line breaks, backslashes, and nothing at all. */
const ROWS: readonly (readonly [hash: string, sort: Buffer, value: Buffer, ttl: number])[] = [
  ['plain', Buffer.from('a'), Buffer.from('text'), 0],
  ['plain', Buffer.from(''), Buffer.from(''), TTL],
  ['bytes', Buffer.from([0, 1, 0xff, 0x0a, 0x0d]), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 0],
  ['quotes', Buffer.from('a,"b"\r\nc'), Buffer.from('{"x":"\\\\n, \\"y\\""}'), TTL],
  ['escapes', Buffer.from(String.raw`\x41\\ \n`), Buffer.from(String.raw`\xff`), 0],
  ['grüße', Buffer.from('世界😀'), Buffer.from(' spaces \t'), 0],
];

/** An empty table does not show what its values are; the file was written in the same. */
const ENCODINGS = Object.fromEntries(['from', 'csv', 'jsonl'].map((table) => [table, 'utf8 escaped escaped']));

let system: Running;
let session: Session;
let folder = '';
let imports: Imports;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-pegasus-'));
  const settings = new Settings({ storageFolder: folder, workspaceFolders: [], trusted: true, timeZone: 'UTC', limits: { memoryPerResult: 1, spillQuota: 1, firstRows: 1, pausedMs: 1 }, wireLog: false });
  imports = new Imports(settings, await bundleWorker('src/duckdb/worker.ts'));
  system = await running();
  for (const name of ['from', 'csv', 'jsonl']) system.servers.cluster.createTable(name);
  const table = system.client.table('from');
  for (const [hash, sort, value, ttl] of ROWS) await table.set(Buffer.from(hash), sort, value, ttl === 0 ? undefined : { ttlSeconds: ttl });
  session = await new PegasusBackend().connect({ id: 'p', name: 'p', backend: 'pegasus', values: { metas: system.servers.metas, timeout: 20, encodings: ENCODINGS } }, {}, context);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** What a table holds, as hex; the times in seconds. */
async function contentOf(table: PegasusTable): Promise<readonly string[]> {
  const found: string[] = [];
  for (const scanner of await table.unorderedScanners(8, { batchSize: 100 })) {
    for (let page = await scanner.next(); page; page = await scanner.next()) {
      for (const { key, value } of page.rows) {
        const { hashKey, sortKey } = splitKey(key);
        const left = await table.ttl(hashKey, sortKey);
        found.push([hashKey, sortKey, value].map((bytes) => Buffer.from(bytes).toString('hex')).join(' ') + (left !== undefined && left > 0 ? ' expires' : ''));
      }
    }
  }
  return found.toSorted();
}

/** The table as a file of the results view, written by the same writers. */
async function written(format: 'csv' | 'jsonl'): Promise<string> {
  let decoder: ArrowDecoder | undefined;
  let text = '';
  let writer: ReturnType<typeof csvWriter> | undefined;
  for await (const event of session.tables!.scan({ table: ['from'], columns: [0, 1, 2, 3], signal: never }).events) {
    if (event.kind === 'schema') {
      decoder = new ArrowDecoder(event.bytes, nodeCodecs());
      writer = (format === 'csv' ? csvWriter : jsonWriter)(decoder.schema.fields, 'UTC');
      text += writer.header;
    } else if (event.kind === 'batch' && decoder && writer) {
      const batch = decoder.batch(event.bytes);
      const data = decoder.schema.fields.map((_, column) => batch.column(column));
      for (let row = 0; row < batch.rows; row++) text += writer.row(data, row);
    }
  }
  const file = path.join(folder, `rows.${format}`);
  await writeFile(file, text);
  return file;
}

describe('a table that goes through a file', () => {
  test.each(['csv', 'jsonl'] as const)('is the same behind %s, each byte and the times at which rows expire', async (format) => {
    const file = await written(format);
    const info = { connectionId: 'p', server: session.server, capabilities: ['tables'] as const, actions: [], connectMs: 1 };
    const live: LiveSession = { session, profile: { id: 'p', name: 'p', backend: 'pegasus', values: {} }, info, redact: (text) => text };
    const report = await imports.run(live, { connectionId: 'p', table: [format], file: { path: file, header: true }, kind: 'upsert', mapping: [0, 1, 2, 3].map((column) => ({ from: column, to: column })), token: format }, never);
    expect(report, JSON.stringify(report.reasons)).toMatchObject({ read: ROWS.length, written: ROWS.length, rejected: 0 });
    const before = await contentOf(system.client.table('from'));
    expect(before.filter((row) => row.endsWith('expires'))).toHaveLength(2);
    expect(await contentOf(system.client.table(format))).toEqual(before);
  });
});
