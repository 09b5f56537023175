import { makeData, RecordBatch, Schema, Struct, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import type { Session } from '../../../src/core/contract/session';
import type { WriteReport } from '../../../src/core/contract/tables';
import { HeadwaterError } from '../../../src/core/errors';
import { anyServer, never, rowsOf, run } from './support';

/**
 * What ours does on any server: the double, or with HEADWATER_KSQLDB_URL a real one. Nothing here reaches into a server: what has become of
 * something is asked by statements. Names are new each time, and what was made is dropped.
 */

const suffix = `HW${Date.now().toString(36).toUpperCase()}`;
const TYPES = `TYPES_${suffix}`;
const EVENTS = `EVENTS_${suffix}`;
const COUNTS = `ECOUNTS_${suffix}`;
const earliest = { settings: { offset: 'earliest' } };

let session: Session;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ session, stop } = await anyServer());
  for (const statement of [
    `CREATE STREAM ${TYPES} (k STRING KEY, b BOOLEAN, i INT, l BIGINT, d DOUBLE, dc DECIMAL(20, 4), bs BYTES, ts TIMESTAMP, da DATE, ti TIME, ar ARRAY<BIGINT>, m MAP<STRING, INT>, st STRUCT<a INT, s STRING>) WITH (KAFKA_TOPIC='${TYPES}', PARTITIONS=1, FORMAT='JSON')`,
    `CREATE STREAM ${EVENTS} (id BIGINT KEY, name VARCHAR, amount DECIMAL(8, 2)) WITH (KAFKA_TOPIC='${EVENTS}', PARTITIONS=1, FORMAT='JSON')`,
    `CREATE TABLE ${COUNTS} AS SELECT name, COUNT(*) AS n FROM ${EVENTS} GROUP BY name EMIT CHANGES`,
  ]) await run(session, statement);
});
afterAll(async () => {
  for (const statement of [`DROP TABLE IF EXISTS ${COUNTS} DELETE TOPIC`, `DROP STREAM IF EXISTS ${EVENTS} DELETE TOPIC`, `DROP STREAM IF EXISTS ${TYPES} DELETE TOPIC`]) await run(session, statement);
  await stop();
});

const failure = async (work: Promise<unknown>): Promise<HeadwaterError['failure']> => {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`A failure was expected, not ${String(error)}`);
};
const queries = async (): Promise<readonly (readonly string[])[]> => rowsOf(await run(session, 'LIST QUERIES'));

/** By the writer of the table: /inserts-stream over HTTP/2, or statements where a proxy lets none through. */
async function insert(table: string, columns: readonly (readonly unknown[])[]): Promise<WriteReport> {
  const { tables } = session;
  if (!tables?.writer) throw new Error('no writer');
  const { schema } = new ArrowDecoder((await tables.describe([table], never)).schema);
  const children = schema.fields.map((field, index) => vectorFromArray(columns[index] ?? [], field.type).data[0]!);
  const length = columns[0]?.length ?? 0;
  const writer = tables.writer({ table: [table], kind: 'insert', columns: schema.fields.map((_, index) => index), signal: never });
  for (const message of new ArrowEncoder(schema).write(new RecordBatch(new Schema(schema.fields), makeData({ type: new Struct(schema.fields), length, nullCount: 0, children })))) await writer.write(message.bytes);
  return writer.finish();
}

describe('On any server', () => {
  test('each type comes exactly', async () => {
    await run(session, `INSERT INTO ${TYPES} (k, b, i, l, d, dc, bs, ts, da, ti, ar, m, st) VALUES ('key', true, -1, 9007199254740993, 1.5, 1234567890123456.7891, TO_BYTES('00ff', 'hex'), '2026-01-02T03:04:05.678', '2026-01-02', '03:04:05', ARRAY[9007199254740993], MAP('k' := 1), STRUCT(a := 1, s := 'naïve 日本'))`);
    const [row] = rowsOf(await run(session, `SELECT * FROM ${TYPES} EMIT CHANGES LIMIT 1`, earliest));
    expect(row).toEqual(['key', 'true', '-1', '9007199254740993', '1.5', '1234567890123456.7891', '0x00ff', '2026-01-02 03:04:05.678', '2026-01-02', '03:04:05', '[9007199254740993]', '{"k":1}', '{"A":1,"S":"naïve 日本"}']);
  });
  test('rows of a batch are inserted, acknowledged and there', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => 9007199254740993n + BigInt(index));
    const report = await insert(EVENTS, [ids, ids.map((_, index) => `name ${index % 2}`), ids.map(() => null)]);
    expect(report).toEqual({ written: 20n, rejected: [], rejectedRows: 0n, unknown: 0n });
    const rows = rowsOf(await run(session, `SELECT id, name FROM ${EVENTS} EMIT CHANGES LIMIT 20`, earliest));
    expect(rows.map(([id]) => id)).toEqual(ids.map(String));
  });
  test('a pull query finds a key of a table', async () => {
    await expect.poll(async () => rowsOf(await run(session, `SELECT n FROM ${COUNTS} WHERE name = 'name 1'`)), { timeout: 60_000, interval: 500 }).toEqual([['10']]);
  });
  test('a push query that is stopped is gone from the server', async () => {
    const execution = session.statements!.run(`SELECT * FROM ${EVENTS} EMIT CHANGES`, { signal: never });
    const events = execution.events[Symbol.asyncIterator]();
    await events.next();
    const mine = async (): Promise<number> => (await queries()).filter((row) => row.join(' ').includes(`FROM ${EVENTS} EMIT`) && row[1] === 'PUSH').length;
    await expect.poll(mine, { timeout: 30_000 }).toBe(1);
    await execution.cancel();
    await expect.poll(mine, { timeout: 30_000 }).toBe(0);
  });
  test('a query is paused and goes on', async () => {
    const state = async (): Promise<string | undefined> => (await queries()).find((row) => row[0]?.includes(COUNTS))?.[2];
    const id = (await queries()).find((row) => row[0]?.includes(COUNTS))?.[0] ?? '';
    await run(session, `PAUSE ${id}`);
    await expect.poll(state, { timeout: 30_000 }).toMatch(/PAUSED/u);
    await run(session, `RESUME ${id}`);
    await expect.poll(state, { timeout: 30_000 }).toMatch(/RUNNING/u);
  });
  test('PRINT gives the records of a topic', async () => {
    const rows = rowsOf(await run(session, `PRINT '${EVENTS}' FROM BEGINNING LIMIT 2`));
    expect(rows.map((row) => row[2])).toEqual([expect.stringContaining('name 0'), expect.stringContaining('name 1')]);
  });
  test('what is wrong is told with its place, by running and before', async () => {
    const text = `SELECT nope FROM ${EVENTS} EMIT CHANGES`;
    const found = [await failure(run(session, text)), await session.checks!.check(text, { before: [], signal: never })];
    for (const one of found) expect(text.slice(one?.position?.start, one?.position?.end).toLowerCase()).toBe('nope');
    expect((await failure(run(session, 'SELEC 1'))).position?.start).toBe(0);
    expect((await failure(run(session, "SET 'auto.offset.rest' = 'x'"))).why).toContain('auto.offset.rest');
  });
  test('the tree, the description, the functions and the drawing have what was made', async () => {
    const signal = never;
    const { nodes } = await session.catalog.children(['streams'], { limit: 10_000 }, signal);
    expect(nodes.map(({ label }) => label)).toContain(EVENTS);
    expect((await session.catalog.describe(['tables', COUNTS], signal)).definition).toMatch(/COUNT/iu);
    expect((await session.catalog.callOf?.('SUBSTRING', signal))?.forms.length).toBeGreaterThan(0);
    const { nodes: drawn, edges } = await session.graphs!.graph([], signal);
    expect(drawn.map(({ label }) => label)).toEqual(expect.arrayContaining([EVENTS, COUNTS]));
    expect(edges.length).toBeGreaterThan(1);
    const id = (await queries()).find((row) => row[0]?.includes(COUNTS))?.[0] ?? '';
    expect((await session.graphs!.graph(['queries', id], signal)).nodes.length).toBeGreaterThan(2);
  });
});
