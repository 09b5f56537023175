import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../../src/core/contract/action';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { FlussSession } from '../../../src/backends/fluss/session';
import { collect } from '../../contract/gather';
import { answer, type Bench, failureOfRun, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { clusterSettings, type FlussServers, startFluss } from '../../servers/fluss/start';
import { descriptorOf } from './support';

let servers: FlussServers;
let bench: Bench;
let session: FlussSession;
const never = new AbortController().signal;

beforeAll(async () => {
  servers = await startFluss();
  const client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
  session = new FlussSession(client, 'shop');
  bench = await startEngine({ fluss: session });
  await client.admin.createDatabase('shop', { properties: {} }, true, never);
  const text = { kind: 'STRING', nullable: true } as const;
  await client.admin.createTable({ database: 'shop', table: 'people' }, { ...descriptorOf([['id', { kind: 'BIGINT', nullable: false }], ['name', text], ['city', text]], ['id']), bucketKeys: ['id'], bucketCount: 3 }, false, never);
  await client.admin.createTable({ database: 'shop', table: 'clicks' }, { ...descriptorOf([['person', { kind: 'BIGINT', nullable: true }], ['page', text], ['seen', { kind: 'TIMESTAMP_LTZ', nullable: true, precision: 6 }]], []), bucketCount: 3 }, false, never);
});
afterAll(async () => {
  await bench.stop();
  await session[Symbol.asyncDispose]();
  await servers.stop();
});

const rows = async (sql: string): Promise<readonly (readonly string[])[]> => rowTexts((await answer(bench, sql, 'fluss')).messages);
const affected = async (sql: string): Promise<bigint | undefined> => (await answer(bench, sql, 'fluss')).done?.rowsAffected;

test('rows are inserted from any query, in their own types', async () => {
  expect(await affected("INSERT INTO shop.people SELECT i, 'person ' || i, ['Berlin', 'Lyon', 'Oslo'][1 + i % 3] FROM range(1000) t(i)")).toBe(1000n);
  expect(await affected("INSERT INTO shop.clicks SELECT i % 1000, '/p' || (i % 7), TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds(i) FROM range(20000) t(i)")).toBe(20_000n);
  expect(await rows('SELECT count(*), sum(id), count(DISTINCT city) FROM people')).toEqual([['1000', '499500', '3']]);
  expect(await rows('SELECT count(*), count(DISTINCT page), epoch(max(seen))::BIGINT FROM shop.clicks')).toEqual([['20000', '7', String(Date.UTC(2026, 0, 1) / 1000 + 19_999)]]);
});

test('a key in the condition is looked up, and EXPLAIN says so', async () => {
  expect(await rows('SELECT name FROM shop.people WHERE id = 42')).toEqual([['person 42']]);
  expect((await rows('EXPLAIN SELECT name FROM shop.people WHERE id = 42')).join()).toContain('key lookup');
  expect((await rows("EXPLAIN SELECT name FROM shop.people WHERE city = 'Lyon'")).join()).toContain('full scan');
});

test('a stream is joined with a table', async () => {
  expect(await rows("SELECT p.city, count(*) AS n FROM shop.clicks c JOIN shop.people p ON p.id = c.person WHERE c.page = '/p1' GROUP BY 1 ORDER BY 1")).toEqual(
    await rows("SELECT ['Berlin', 'Lyon', 'Oslo'][1 + (i % 1000) % 3] AS city, count(*) AS n FROM range(20000) t(i) WHERE i % 7 = 1 GROUP BY 1 ORDER BY 1"),
  );
});

test('system columns say where a row is, and bound what is read', async () => {
  expect(await rows('SELECT count(DISTINCT _bucket), min(_offset), bool_and(_change_type = \'+A\') FROM shop.clicks')).toEqual([[expect.stringMatching(/^[123]$/u), '0', 'true']]);
  const [[bucket, last] = []] = await rows('SELECT _bucket, max(_offset) FROM shop.clicks GROUP BY 1 ORDER BY 1 LIMIT 1');
  expect(await rows(`SELECT count(*) FROM shop.clicks WHERE _bucket = ${bucket} AND _offset > ${Number(last) - 5}`)).toEqual([['5']]);
});

test('rows are changed and deleted by key', async () => {
  expect(await affected("UPDATE shop.people SET city = 'Rome' WHERE id IN (1, 2)")).toBe(2n);
  expect(await rows('SELECT id, name, city FROM shop.people WHERE id IN (1, 2, 3) ORDER BY 1')).toEqual([['1', 'person 1', 'Rome'], ['2', 'person 2', 'Rome'], ['3', 'person 3', 'Berlin']]);
  expect(await affected('DELETE FROM shop.people WHERE id = 1')).toBe(1n);
  expect(await rows('SELECT id FROM shop.people WHERE id IN (1, 2) ORDER BY 1')).toEqual([['2']]);
});

test('a table is created from a query', async () => {
  await answer(bench, 'CREATE TABLE shop.by_city AS SELECT city, count(*) AS n, avg(id)::DECIMAL(12, 3) AS middle FROM shop.people GROUP BY city', 'fluss');
  expect(await rows('SELECT count(*), sum(n) FROM shop.by_city')).toEqual([['4', '999']]);
});

test('changes are followed with a filter until they are stopped', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const execution = bench.engine.run("SELECT id, name, _change_type FROM shop.people WHERE city = 'Nice' EMIT CHANGES", bench.connection('fluss'), { signal: stop.signal });
  const ended = (async () => {
    for await (const event of execution.events) if (event.kind === 'batch') seen.push(event.rows);
  })().catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await answer(bench, "INSERT INTO shop.people VALUES (5000, 'a', 'Nice'), (5001, 'b', 'Bonn')", 'fluss');
  await expect.poll(() => seen.reduce((sum, count) => sum + count, 0), { timeout: 10_000 }).toBe(1);
  stop.abort();
  expect(await ended).toMatchObject({ name: 'CancelledError' });
});

describe('Flink DDL', () => {
  const run = async (text: string): Promise<readonly (readonly string[])[]> => {
    expect(session.definitions.understands(text)).toBe(true);
    const gathered = await collect(session.definitions.run(text, { signal: never }));
    expect(gathered.done).toBeDefined();
    return (gathered.texts[0]?.values ?? []).map((_, row) => gathered.texts.map(({ values }) => values[row] ?? ''));
  };

  test('makes, shows, changes and drops databases and tables', async () => {
    await run("CREATE DATABASE ddl COMMENT 'to play' WITH ('a' = 'b')");
    await run('CREATE DATABASE IF NOT EXISTS ddl');
    expect(await session.catalog.describe(['database:ddl'], never)).toMatchObject({ facts: expect.arrayContaining([['Comment', 'to play'], ['a', 'b']]) as unknown });
    await run('USE ddl');
    await run("CREATE TABLE orders (id BIGINT, region STRING COMMENT 'where', total DECIMAL(12, 2), PRIMARY KEY (id, region) NOT ENFORCED) COMMENT 'all' PARTITIONED BY (region) WITH ('bucket.num' = '2', 'table.log.ttl' = '1 d')");
    expect(await run('SHOW TABLES')).toEqual([['orders']]);
    expect(await run("SHOW DATABASES LIKE 'd_l'")).toEqual([['ddl']]);
    expect(await run('DESCRIBE orders')).toEqual([
      ['id', 'BIGINT', 'false', 'primary key, bucket key', 'NULL'],
      ['region', 'STRING', 'false', 'primary key, partition key', 'where'],
      ['total', 'DECIMAL(12, 2)', 'true', 'NULL', 'NULL'],
    ]);
    await run("ALTER TABLE orders ADD PARTITION (region = 'eu')");
    await run("ALTER TABLE orders ADD IF NOT EXISTS PARTITION (region = 'eu')");
    await run("ALTER TABLE ddl.orders ADD PARTITION (region = 'us')");
    await run("ALTER TABLE orders DROP PARTITION (region = 'us')");
    expect(await run('SHOW PARTITIONS orders')).toEqual([['region=eu']]);
    await run("ALTER TABLE orders SET ('owner' = 'me')");
    await run("ALTER TABLE orders ADD note STRING COMMENT 'new'");
    const [[text = ''] = []] = await run('SHOW CREATE TABLE orders');
    expect(text).toContain("'owner' = 'me'");
    expect(text).toContain("`note` STRING COMMENT 'new'");
    await run('DROP TABLE orders');
    await run(text);
    expect((await run('DESCRIBE ddl.orders')).map(([name]) => name)).toEqual(['id', 'region', 'total', 'note']);
    await run('DROP DATABASE ddl CASCADE');
    await run('DROP DATABASE IF EXISTS ddl');
    await run('USE shop');
  });

  test('says what the cluster says, and where a statement is wrong', async () => {
    expect(await failureOfRun(run('DROP TABLE shop.nope'))).toMatchObject({ what: 'Could not drop the table shop.nope', kind: 'notFound' });
    expect(await failureOfRun(run('USE nope'))).toMatchObject({ kind: 'notFound' });
    expect(await failureOfRun(run("ALTER TABLE shop.people ADD PARTITION (x = '1')"))).toMatchObject({ why: 'The table shop.people has no partitions.', position: { start: 39, end: 40 } });
    expect(await failureOfRun(run("CREATE TABLE shop.odd (x INT) WITH ('table.nope' = '1')"))).toMatchObject({ what: 'Could not create the table shop.odd', code: expect.stringContaining('INVALID_CONFIG') as unknown });
  });
});

describe('the forms of the tree', () => {
  const action = (id: string): Action => {
    const found = session.actions.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`there is no action ${id}`);
    return found;
  };
  const preview = async (id: string, path: readonly string[], values: Parameters<NonNullable<Action['preview']>>[1]): Promise<string | undefined> => (await action(id).preview!(path, values, never))[0]?.text;
  const SHOP = ['database:shop'];
  const MADE = ['database:shop', 'made'];
  const COLUMNS = ['id\tBIGINT\ttrue\t\t\tthe number', 'region\tSTRING\t\ttrue', 'total\tDECIMAL(12, 2)\t\t\ttrue', 'tags\tARRAY<STRING>'];

  test('a table is previewed as Flink SQL and as JSON, and made as previewed', async () => {
    const values = { name: 'made', columns: COLUMNS, buckets: 2, comment: 'by hand', 'table.log.ttl': '1 d', 'table.auto-partition.time-unit': 'DAY', 'table.merge-engine': '', properties: { owner: 'me' } };
    const [sql, json] = await action('table.create').preview!(SHOP, values, never);
    expect(sql?.text).toContain("PRIMARY KEY (`id`, `region`) NOT ENFORCED\n) COMMENT 'by hand'\nPARTITIONED BY (`region`)");
    expect(JSON.parse(json?.text ?? '')).toMatchObject({ partition_key: ['region'], bucket_count: 2, properties: { 'table.log.ttl': '1 d' }, custom_properties: { owner: 'me' }, schema: { primary_key: ['id', 'region'] } });
    expect(await action('table.create').run(SHOP, values, never)).toMatchObject({ changed: [SHOP] });
    const told = await session.catalog.describe(MADE, never);
    for (const line of (sql?.text ?? '').split('\n').filter((part) => part.startsWith("  '"))) expect(told.definition).toContain(line.replace(/,$/u, ''));
    expect(await failureOfRun(action('table.create').run(SHOP, values, never))).toMatchObject({ kind: 'exists' });
  });

  test('a database is previewed as Flink SQL', async () => {
    expect(await preview('database.create', [], { name: 'books', comment: "it's new" })).toBe("CREATE DATABASE `books` COMMENT 'it''s new';\n");
    expect(await preview('database.create', [], { name: 'books', properties: { owner: 'me' } })).toBe("CREATE DATABASE `books` WITH (\n  'owner' = 'me'\n);\n");
  });

  test('what is missing in the form is said by column', async () => {
    const wrong = (columns: readonly string[]): Promise<unknown> => failureOfRun(action('table.create').preview!(SHOP, { name: 'x', columns }, never));
    expect(await wrong([])).toMatchObject({ why: 'A table has one column at least.' });
    expect(await wrong(['id\tINT', 'id\tINT'])).toMatchObject({ why: 'There are two columns id.' });
    expect(await wrong(['id\tNUMBER'])).toMatchObject({ why: expect.stringContaining('The type of the column id: Fluss has no type NUMBER') as unknown });
    expect(await wrong(['\tINT'])).toMatchObject({ why: 'Column 1 has no name.' });
  });

  test('properties, columns and partitions are changed from what is there', async () => {
    const before = await action('table.properties').initial!(MADE, never);
    const given = before['properties'] as Readonly<Record<string, string>>;
    expect(given).toMatchObject({ owner: 'me' });
    const others = Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'owner'));
    const values = { properties: { ...others, team: 'blue' } };
    const [sql] = await action('table.properties').preview!(MADE, values, never);
    expect(sql?.text).toBe("ALTER TABLE `shop`.`made` SET ('team' = 'blue');\nALTER TABLE `shop`.`made` RESET ('owner');");
    await action('table.properties').run(MADE, values, never);
    const after = await action('table.properties').initial!(MADE, never);
    expect(after['properties']).toMatchObject({ team: 'blue' });
    expect(after['properties']).not.toHaveProperty('owner');
    await action('table.addColumns').run(MADE, { columns: ['note\tSTRING\tnew'] }, never);
    expect((await session.catalog.children([...MADE, 'columns'], { limit: 10 }, never)).nodes.map(({ label }) => label)).toEqual(['id', 'region', 'total', 'tags', 'note']);
    expect(await preview('table.addColumns', MADE, { columns: ['note\tSTRING\tnew'] })).toBe("ALTER TABLE `shop`.`made` ADD (\n  `note` STRING COMMENT 'new'\n);\n");
    expect(await preview('partition.create', [...MADE, 'partitions'], { values: { region: 'eu' } })).toBe("ALTER TABLE `shop`.`made` ADD PARTITION (`region` = 'eu');\n");
    expect(await action('partition.create').initial!([...MADE, 'partitions'], never)).toEqual({ values: { region: '' } });
    await action('partition.create').run([...MADE, 'partitions'], { values: { region: 'eu' } }, never);
    expect((await session.catalog.children([...MADE, 'partitions'], { limit: 10 }, never)).nodes.map(({ label }) => label)).toEqual(['region=eu']);
    await action('partition.drop').run([...MADE, 'partitions', 'eu'], {}, never);
    await action('table.drop').run(MADE, {}, never);
  });

  test('the tree tells how many rows a table has, and that no lake has it', async () => {
    const { nodes } = await session.catalog.children(['database:shop', 'clicks', 'statistics'], { limit: 10 }, never);
    expect(nodes.map(({ label, description }) => [label, description])).toEqual([['Rows', '20,000'], ['Data lake', 'no snapshot']]);
  });
});

test('a value that does not fit its column is refused, and nothing is written', async () => {
  await collect(session.definitions.run('CREATE TABLE shop.prices (id BIGINT, price DECIMAL(5, 2), code CHAR(3), PRIMARY KEY (id) NOT ENFORCED)', { signal: never }));
  const wrong = async (values: string): Promise<unknown> => failureOfRun(answer(bench, `INSERT INTO shop.prices VALUES (${values})`, 'fluss'));
  expect(await wrong("1, 12345.67, 'abc'")).toMatchObject({ why: expect.stringMatching(/DECIMAL\(5,\s?2\)/u) as unknown });
  expect(await wrong("2, 'much', 'abc'")).toMatchObject({ why: expect.stringContaining('much') as unknown });
  expect(await rows('SELECT count(*) FROM shop.prices')).toEqual([['0']]);
  expect(await affected("INSERT INTO shop.prices VALUES (3, 999.99, 'abc')")).toBe(1n);
  expect(await rows('SELECT id, price, code FROM shop.prices')).toEqual([['3', '999.99', 'abc']]);
});

test('what is wrong is told where it is', async () => {
  expect(await failureOfRun(answer(bench, 'SELECT nope FROM shop.people', 'fluss'))).toMatchObject({ position: { start: 7, end: 11 } });
  expect(await failureOfRun(answer(bench, 'SELECT * FROM shop.missing', 'fluss'))).toMatchObject({ why: expect.stringContaining('missing') as unknown });
});
