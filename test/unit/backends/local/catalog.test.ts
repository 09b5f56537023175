import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogNode } from '../../../../src/core/contract/catalog';
import type { Session } from '../../../../src/core/contract/session';
import { Bench, failure, never, told } from './support';

let bench: Bench;
let session: Session;
beforeAll(async () => {
  bench = await Bench.make();
  await mkdir(path.join(bench.workspace, 'data/deep'), { recursive: true });
  await mkdir(path.join(bench.workspace, 'node_modules'));
  const csv = 'id,name\n1,x\n2,y\n';
  await Promise.all([
    writeFile(path.join(bench.workspace, 'data/orders.csv'), csv),
    writeFile(path.join(bench.workspace, 'data/deep/packed.csv.gz'), gzipSync(csv)),
    writeFile(path.join(bench.workspace, "data/it's [1].csv"), csv),
    writeFile(path.join(bench.workspace, 'node_modules/hidden.csv'), csv),
    writeFile(path.join(bench.workspace, 'readme.txt'), 'no data'),
  ]);
  session = await bench.connect();
  await told(session, "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, note VARCHAR UNIQUE, \"Weird Name\" DECIMAL(10,2))");
  await told(session, 'INSERT INTO orders SELECT i, i, i::VARCHAR, 1.5 FROM range(1500) t(i)');
  await told(session, 'CREATE VIEW recent AS FROM orders');
  await told(session, 'CREATE SCHEMA "my schema"');
  await told(session, 'CREATE TABLE "my schema"."order" AS SELECT 1 AS x');
  await told(session, "COMMENT ON TABLE orders IS 'All of them'");
  await told(session, `COPY orders TO '${bench.workspace}/data/orders.parquet'`);
});
afterAll(() => bench.remove());

async function children(...labels: readonly string[]): Promise<readonly CatalogNode[]> {
  let node: readonly string[] = [];
  for (const label of labels) {
    const found = (await session.catalog.children(node, { limit: 100 }, never)).nodes.find((candidate) => candidate.label === label);
    if (!found) throw new Error(`There is no ${label}.`);
    node = found.path;
  }
  return (await session.catalog.children(node, { limit: 100 }, never)).nodes;
}

test('databases hold schemas, those tables and views, and those columns with types and keys', async () => {
  expect((await children()).map(({ label }) => label)).toEqual(['memory', 'Workspace files']);
  expect((await children('memory')).map(({ label, reference }) => [label, reference])).toEqual([
    ['main', 'memory.main'],
    ['my schema', 'memory."my schema"'],
  ]);
  const relations = await children('memory', 'main');
  expect(relations.map(({ label, kind, description, reference }) => [label, kind, description, reference])).toEqual([
    ['orders', 'table', '~1,500 rows', 'orders'],
    ['recent', 'view', 'view', 'recent'],
  ]);
  expect((await children('memory', 'my schema')).map(({ reference }) => reference)).toEqual(['"my schema"."order"']);
  expect((await children('memory', 'main', 'orders')).map(({ label, description, reference }) => [label, description, reference])).toEqual([
    ['id', 'INTEGER · primary key', 'id'],
    ['customer', 'INTEGER · not null', 'customer'],
    ['note', 'VARCHAR · unique', 'note'],
    ['Weird Name', 'DECIMAL(10,2)', '"Weird Name"'],
  ]);
});

test('every reference in the tree can be selected from', async () => {
  const selectable = [...(await children('memory', 'main')), ...(await children('memory', 'my schema')), ...(await children('Workspace files', 'data'))].filter((node) => node.selectable);
  expect(selectable.length).toBeGreaterThanOrEqual(6);
  for (const { reference } of selectable) expect(await told(session, `FROM ${reference!} LIMIT 1`), reference).toEqual(['schema', '1 rows', 'done']);
});

test('folders and data files of the workspace are listed, with their columns', async () => {
  expect((await children('Workspace files')).map(({ label }) => label)).toEqual(['data']);
  expect((await children('Workspace files', 'data')).map(({ label, reference }) => [label, reference])).toEqual([
    ['deep', undefined],
    ["it's [1].csv", "'data/it''s [[]1].csv'"],
    ['orders.csv', "'data/orders.csv'"],
    ['orders.parquet', "'data/orders.parquet'"],
  ]);
  expect((await children('Workspace files', 'data', 'deep', 'packed.csv.gz')).map(({ label, description }) => [label, description])).toEqual([['id', 'BIGINT'], ['name', 'VARCHAR']]);
  expect((await children('Workspace files', 'data', "it's [1].csv")).map(({ label }) => label)).toEqual(['id', 'name']);
});

test('pages give every node once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await session.catalog.children(['d:memory', 's:main', 't:orders'], { limit: 3, ...(cursor === undefined ? {} : { cursor }) }, never);
    expect(page.total).toBe(4);
    seen.push(...page.nodes.map(({ label }) => label));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toEqual(['id', 'customer', 'note', 'Weird Name']);
});

test('a table is described with its facts and the statement that makes it', async () => {
  const { columns, facts, definition } = await session.catalog.describe(['d:memory', 's:main', 't:orders'], never);
  expect(columns?.[0]).toEqual({ name: 'id', type: 'INTEGER', nullable: false, key: 'primary key' });
  expect(Object.fromEntries(facts)).toMatchObject({ Kind: 'table', 'Rows (estimate)': '1,500', Comment: 'All of them' });
  expect(definition).toMatch(/^CREATE TABLE orders/u);
});

test('names and files in statements are resolved, whatever their case and quotes', async () => {
  for (const reference of ['orders', 'ORDERS', 'main.orders', 'memory.orders', 'memory.main."orders"']) {
    expect((await session.catalog.resolve(reference, never))?.columns?.length, reference).toBe(4);
  }
  expect((await session.catalog.resolve('"my schema"."order"', never))?.columns?.map(({ name }) => name)).toEqual(['x']);
  const file = await session.catalog.resolve("'data/orders.parquet'", never);
  expect(Object.fromEntries(file!.facts)).toMatchObject({ Format: 'Parquet', Rows: '1,500' });
  for (const nothing of ['nope', 'nope.orders', "'nope.csv'", "''", 'a.b.c.d', '"', 'orders x']) expect(await session.catalog.resolve(nothing, never), nothing).toBeUndefined();
});

test('search finds tables and files by a part of their name', async () => {
  const found = (await session.catalog.search('ORDER', 50, never)).map(({ label }) => label);
  expect(found).toEqual(expect.arrayContaining(['orders', 'order', 'orders.csv', 'orders.parquet']));
  expect(found).not.toContain('hidden.csv');
  expect(await session.catalog.search('%', 50, never)).toEqual([]);
});

test('a file that cannot be read says so where its columns would be', async () => {
  await writeFile(path.join(bench.workspace, 'data/bad.parquet'), 'nothing');
  expect((await failure(children('Workspace files', 'data', 'bad.parquet'))).what).toContain('bad.parquet');
});

test('paths lead nowhere but into the workspace', async () => {
  for (const wrong of [['files', 'r:0', 'f:..'], ['files', 'r:7'], ['files', 'r:0', 'p:../x.csv'], ['x:y']]) {
    await failure(session.catalog.children(wrong, { limit: 10 }, never));
  }
});
