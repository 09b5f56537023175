import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { askGo, askPython, prepareJudges } from '../../servers/ksqldb/judges/judges';
import { anyServer, rowsOf, run } from './support';

/**
 * The same statements through ours and through two public clients. With HEADWATER_KSQLDB_URL all of it runs on that server, which must be a
 * real one: names are new each time, and what was made is dropped.
 */

const suffix = `HW${Date.now().toString(36).toUpperCase()}`;
const VIEWS = `VIEWS_${suffix}`;
const PEOPLE = `PEOPLE_${suffix}`;
const COUNTS = `COUNTS_${suffix}`;
const NAMED = `NAMED_${suffix}`;

let session: Session;
let stop: () => Promise<void>;
let login: { readonly url: string; readonly user?: string; readonly password?: string };
const earliest = { settings: { offset: 'earliest' } };

beforeAll(async () => {
  await prepareJudges();
  ({ session, login, stop } = await anyServer());
  for (const statement of [
    `CREATE STREAM ${VIEWS} (person VARCHAR KEY, page VARCHAR, ms BIGINT, price DECIMAL(6, 2)) WITH (KAFKA_TOPIC='${VIEWS}', PARTITIONS=1, FORMAT='JSON')`,
    `CREATE TABLE ${PEOPLE} (id VARCHAR PRIMARY KEY, city VARCHAR) WITH (KAFKA_TOPIC='${PEOPLE}', PARTITIONS=1, FORMAT='JSON')`,
    `CREATE TABLE ${COUNTS} AS SELECT person, COUNT(*) AS n, SUM(ms) AS total FROM ${VIEWS} GROUP BY person EMIT CHANGES`,
    `CREATE STREAM ${NAMED} AS SELECT v.person AS person, p.city AS city, v.ms AS ms FROM ${VIEWS} v LEFT JOIN ${PEOPLE} p ON v.person = p.id EMIT CHANGES`,
    `INSERT INTO ${PEOPLE} VALUES ('ada', 'London')`,
    `INSERT INTO ${VIEWS} VALUES ('ada', '/a', 100, 1.50)`,
    `INSERT INTO ${VIEWS} VALUES ('bob', '/ü', 7, 20.00)`,
    `INSERT INTO ${VIEWS} (person, page, ms) VALUES ('ada', '/c', 4503599627370495)`,
  ]) await run(session, statement);
});
afterAll(async () => {
  for (const statement of [`DROP STREAM IF EXISTS ${NAMED} DELETE TOPIC`, `DROP TABLE IF EXISTS ${COUNTS} DELETE TOPIC`, `DROP STREAM IF EXISTS ${VIEWS} DELETE TOPIC`, `DROP TABLE IF EXISTS ${PEOPLE} DELETE TOPIC`]) await run(session, statement);
  await stop();
});

const sorted = (rows: readonly (readonly unknown[])[]): readonly string[] => rows.map((row) => row.map((value) => (value === null ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value))).join(' | ')).sort();

describe('Rows are those of public clients', () => {
  test('of a pull query on a table', async () => {
    const sql = `SELECT person, n, total FROM ${COUNTS}`;
    const ours = async (): Promise<readonly string[]> => sorted(rowsOf(await run(session, sql)));
    // A real server materializes it in its own time.
    await expect.poll(ours, { timeout: 60_000, interval: 500 }).toEqual(['ada | 2 | 4503599627370595', 'bob | 1 | 7']);
    const { pull } = await askGo({ ...login, pull: [`${sql};`] });
    expect(sorted(pull?.[0]?.rows ?? [])).toEqual(await ours());
  });
  test('of a push query from the beginning', async () => {
    const sql = `SELECT person, page, ms, price FROM ${VIEWS} EMIT CHANGES`;
    const ours = sorted(rowsOf(await run(session, `${sql} LIMIT 3`, earliest)));
    expect(ours).toEqual(['ada | /a | 100 | 1.50', 'ada | /c | 4503599627370495 | NULL', 'bob | /ü | 7 | 20.00']);
    const [{ push }, { query }] = await Promise.all([askGo({ ...login, push: [{ sql: `${sql};`, rows: 3 }] }), askPython({ ...login, query: [{ sql: `${sql} LIMIT 3;`, http2: true }] })]);
    // Both read numbers as doubles: DECIMAL loses its zeros there.
    const asDoubles = ours.map((row) => row.replace('1.50', '1.5').replace('20.00', '20'));
    expect(sorted(push?.[0]?.rows ?? [])).toEqual(asDoubles);
    expect(sorted((query[0] as { readonly rows: readonly (readonly unknown[])[] }).rows)).toEqual(asDoubles);
  });
  test('of a stream that a query joins with a table', async () => {
    const rows = sorted(rowsOf(await run(session, `SELECT person, city, ms FROM ${NAMED} EMIT CHANGES LIMIT 3`, earliest)));
    const { query } = await askPython({ ...login, query: [{ sql: `SELECT person, city, ms FROM ${NAMED} EMIT CHANGES LIMIT 3;` }] });
    const theirs = [...(query[0] as { readonly text: string }).text.matchAll(/"columns":\[(.*?)\]/gu)].map((found) => (JSON.parse(`[${found[1] ?? ''}]`) as readonly unknown[]));
    expect(rows).toContain('bob | NULL | 7');
    expect(sorted(theirs)).toEqual(rows);
  });
  test('of names, types and queries of the catalog', async () => {
    const { execute } = await askGo({ ...login, execute: [`DESCRIBE ${COUNTS};`] });
    const described = execute?.[0]?.entities?.[0]?.['sourceDescription'] as { readonly Fields: readonly { readonly Name: string; readonly Schema: { readonly Type: string } }[]; readonly WriteQueries: readonly { readonly Id: string }[] };
    const detail = await session.catalog.resolve(COUNTS, new AbortController().signal);
    expect(detail?.columns?.map(({ name, type }) => [name, type])).toEqual(described.Fields.map(({ Name, Schema }) => [Name, Schema.Type]));
    const { nodes } = await session.catalog.children(['queries'], { limit: 1000 }, new AbortController().signal);
    expect(nodes.map(({ label }) => label)).toContain(described.WriteQueries[0]?.Id);
  });
});
