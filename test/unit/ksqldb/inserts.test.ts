// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { makeData, RecordBatch, Schema, Struct, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import type { Session } from '../../../src/core/contract/session';
import type { WriteReport } from '../../../src/core/contract/tables';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { gather, open, run } from './support/open';

let server: KsqldbServer;
beforeAll(async () => {
  server = await startKsqldb();
});
afterAll(() => server.stop());

const never = new AbortController().signal;

/** Rows as columns of values that Arrow's builders take. */
async function insert(session: Session, table: string, columns: readonly (readonly unknown[])[]): Promise<WriteReport> {
  const { tables } = session;
  if (!tables?.writer) throw new Error('no writer');
  const description = await tables.describe([table], never);
  const { schema } = new ArrowDecoder(description.schema);
  const own = schema.fields.map((_, index) => index).filter((index) => description.systemColumns?.some(({ column }) => column === index) !== true);
  const fields = own.flatMap((index) => schema.fields[index] ?? []);
  const children = fields.map((field, index) => vectorFromArray(columns[index] ?? [], field.type).data[0]!);
  const length = columns[0]?.length ?? 0;
  const encoder = new ArrowEncoder(new Schema(fields));
  const batch = new RecordBatch(new Schema(fields), makeData({ type: new Struct(fields), length, nullCount: 0, children }));
  const writer = tables.writer({ table: [table], kind: 'insert', columns: own, signal: never });
  for (const message of encoder.write(batch)) await writer.write(message.bytes);
  return writer.finish();
}

describe.each([
  ['over HTTP/2', {}],
  ['where only HTTP/1.1 comes through', { http1Only: true }],
])('inserts %s', (_, options) => {
  let own: KsqldbServer;
  let session: Session;
  beforeAll(async () => {
    own = await startKsqldb(options);
    session = await open({ url: own.url });
    await run(session, "CREATE STREAM S (ID STRING KEY, N BIGINT, T STRING, L ARRAY<INT>) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)");
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await own.stop();
  });

  test('rows arrive exactly and are acknowledged', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `k${index}`);
    const report = await insert(session, 'S', [ids, ids.map((_, index) => 9007199254740993n + BigInt(index)), ids.map(() => `it's "new"\n`), ids.map((_, index) => (index % 2 ? [1, index] : null))]);
    expect(report).toEqual({ written: 50n, rejected: [], rejectedRows: 0n, unknown: 0n });
    const { rows } = await run(session, 'SELECT * FROM S');
    expect(rows.slice(0, 2)).toEqual(['["k0",9007199254740993,"it\'s \\"new\\"\\n",null]', '["k1",9007199254740994,"it\'s \\"new\\"\\n",[1,1]]']);
    expect(rows).toHaveLength(50);
  });
});

describe('rows that the server refuses', () => {
  test('are told one by one, and the rows behind them are inserted', async () => {
    const session = await open({ url: server.url });
    await run(session, "CREATE TABLE T (ID STRING PRIMARY KEY, N BIGINT) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON', PARTITIONS=1)");
    const ids = Array.from({ length: 40 }, (_, index) => (index === 20 ? null : `k${index}`));
    const report = await insert(session, 'T', [ids, ids.map((_, index) => BigInt(index))]);
    expect(report.rejected.map(({ row }) => row)).toEqual([20n]);
    expect(report.rejected[0]?.why).toMatch(/key/iu);
    expect(report.written + report.unknown + report.rejectedRows).toBe(40n);
    expect(report.unknown).toBe(0n);
    const { tables } = session;
    const found = await gather(tables!.lookup!({ table: ['T'], key: 0, keys: keysOf('k3'), columns: [1, 2], signal: never })).catch((error: unknown) => String(error));
    expect(JSON.stringify(found)).toMatch(/k3|materialized/u);
    await session[Symbol.asyncDispose]();
  });
});

function keysOf(key: string): Uint8Array {
  const table = new Table({ ID: vectorFromArray([key], new Utf8()) });
  const encoder = new ArrowEncoder(table.schema);
  const [batch] = table.batches;
  const parts = [encoder.schema().bytes, ...(batch ? encoder.write(batch).map(({ bytes }) => bytes) : []), new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0])];
  return new Uint8Array(Buffer.concat(parts));
}
