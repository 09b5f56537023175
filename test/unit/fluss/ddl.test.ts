import { describe, expect, test } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { parseStatement, understands } from '../../../src/backends/fluss/ddl/parse';
import { parseType } from '../../../src/backends/fluss/ddl/typeWords';
import { createTableText } from '../../../src/backends/fluss/flinkSql';
import { typeText } from '../../../src/backends/fluss/types/dataType';

/** Why a statement is not understood, and the part of it that is meant. */
function complaint(text: string): readonly [why: string, at: string] {
  try {
    parseStatement(text);
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const { why, position } = error.failure;
    return [why, position ? text.slice(position.start, position.end) : 'nowhere'];
  }
  throw new Error('it was understood');
}

describe('statements that are Fluss’ own', () => {
  test.each([
    'CREATE DATABASE d',
    'create table `a b`.c (x INT)',
    'CREATE TABLE IF NOT EXISTS t (x INT)',
    'CREATE TABLE',
    'DROP TABLE IF EXISTS t',
    'ALTER TABLE t SET (\'a\' = \'b\')',
    '-- why\nSHOW TABLES',
    'SHOW CREATE TABLE t',
    'DESCRIBE shop.t',
    'DESC t',
    'USE shop',
    `CREATE TABLE t (x INT COMMENT '${'long '.repeat(2_000)}')`,
  ])('%s', (text) => expect(understands(text)).toBe(true));

  test.each([
    'SELECT 1',
    'CREATE TABLE t AS SELECT 1',
    'CREATE TABLE IF NOT EXISTS shop.t AS FROM x',
    `CREATE TABLE t AS SELECT '${'long '.repeat(2_000)}'`,
    'CREATE VIEW v AS SELECT 1',
    'DESCRIBE SELECT 1 AS x',
    'DESCRIBE other.shop.t',
    'INSERT INTO t VALUES (1)',
    'SHOW ALL TABLES',
    "SELECT 'USE x'",
    '',
  ])('not: %s', (text) => expect(understands(text)).toBe(false));
});

test('a CREATE TABLE with everything is read, and written back as it was', () => {
  const text = `CREATE TABLE \`shop\`.\`orders\` (
  \`region\` STRING NOT NULL COMMENT 'it''s here',
  \`id\` BIGINT NOT NULL,
  \`price\` DECIMAL(20, 4),
  \`parts\` ARRAY<ROW<\`n\` INT, \`of\` MAP<STRING, TIMESTAMP_LTZ(9)>>>,
  PRIMARY KEY (\`region\`, \`id\`) NOT ENFORCED
) COMMENT 'all of them'
PARTITIONED BY (\`region\`)
WITH (
  'bucket.num' = '4',
  'bucket.key' = 'id',
  'table.log.ttl' = '1 d',
  'owner' = 'me'
);
`;
  const statement = parseStatement(text);
  expect(statement).toMatchObject({ kind: 'createTable', ifNotExists: false, name: { database: 'shop', table: 'orders' }, descriptor: { bucketCount: 4, bucketKeys: ['id'], partitionKeys: ['region'], properties: { 'table.log.ttl': '1 d' }, customProperties: { owner: 'me' }, comment: 'all of them' } });
  if (statement.kind === 'createTable') expect(createTableText({ database: 'shop', table: 'orders' }, statement.descriptor)).toBe(text);
});

test('key columns need no NOT NULL, and a number of buckets alone keeps the key as the bucket key', () => {
  const statement = parseStatement("CREATE TABLE t (id INT PRIMARY KEY NOT ENFORCED, x DOUBLE PRECISION) WITH ('bucket.num' = '3')");
  expect(statement).toMatchObject({ descriptor: { schema: { primaryKey: ['id'], columns: [{ type: { kind: 'INT', nullable: false } }, { type: { kind: 'DOUBLE', nullable: true } }] }, bucketKeys: ['id'], bucketCount: 3 } });
});

test.each([
  ['INTEGER', 'INT'],
  ['VARCHAR(2147483647)', 'STRING'],
  ['VARBINARY', 'BYTES'],
  ['NUMERIC', 'DECIMAL(10, 0)'],
  ['DEC(5)', 'DECIMAL(5, 0)'],
  ['CHAR', 'CHAR(1)'],
  ['TIME', 'TIME(0)'],
  ['TIMESTAMP', 'TIMESTAMP(6)'],
  ['TIMESTAMP(3) WITHOUT TIME ZONE', 'TIMESTAMP(3)'],
  ['TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL', 'TIMESTAMP_LTZ(3) NOT NULL'],
  ['map<string not null, array<array<int>>>', 'MAP<STRING, ARRAY<ARRAY<INT>>>'],
  ["ROW(a INT 'first', b STRING)", 'ROW<`a` INT, `b` STRING>'],
])('the type %s is %s', (text, expected) => expect(typeText(parseType(text))).toBe(expected));

test.each([
  ['ALTER TABLE d.t ADD IF NOT EXISTS PARTITION (region = \'eu\', day = 20260101)', { kind: 'addPartition', ignore: true, values: [{ key: { text: 'region' }, value: { text: 'eu' } }, { key: { text: 'day' }, value: { text: '20260101' } }] }],
  ['ALTER TABLE t DROP PARTITION (region = \'eu\')', { kind: 'dropPartition', ignore: false }],
  ["ALTER TABLE IF EXISTS t SET ('table.log.ttl' = '2 d')", { kind: 'alterProperties', ifExists: true, changes: [{ kind: 'set', key: 'table.log.ttl', value: '2 d' }] }],
  ["ALTER TABLE t RESET ('a', 'b')", { changes: [{ kind: 'reset', key: 'a' }, { kind: 'reset', key: 'b' }] }],
  ["ALTER TABLE t ADD (a INT COMMENT 'x', b STRING)", { kind: 'addColumns', columns: [{ name: 'a', comment: 'x' }, { name: 'b' }] }],
  ['DROP DATABASE IF EXISTS d CASCADE;', { kind: 'dropDatabase', ifExists: true, cascade: true }],
  ['DROP DATABASE d RESTRICT', { cascade: false }],
  ["CREATE DATABASE IF NOT EXISTS d COMMENT 'c' WITH ('a' = 'b')", { kind: 'createDatabase', comment: 'c', properties: { a: 'b' } }],
  ["SHOW TABLES FROM `a``b` LIKE 'x%'", { kind: 'showTables', database: 'a`b', like: 'x%' }],
  ['SHOW COLUMNS FROM t', { kind: 'describe', name: { table: 't' } }],
])('%s', (text, expected) => expect(parseStatement(text)).toMatchObject(expected));

describe('what is wrong is told with its place', () => {
  test.each([
    ['CREATE TABLE t (id INT, PRIMARY KEY (nope) NOT ENFORCED)', 'There is no column nope.', 'nope'],
    ['CREATE TABLE t (id INT, id STRING)', 'There are two columns id.', 'id'],
    ['CREATE TABLE t (id INTEGR)', 'Fluss has no type INTEGR.', 'INTEGR'],
    ['CREATE TABLE t (id VARCHAR(10))', 'Fluss has no VARCHAR with a length.', 'VARCHAR'],
    ['CREATE TABLE t (id DECIMAL(39, 2))', 'DECIMAL takes a precision of 1 to 38 and a scale up to it.', 'DECIMAL'],
    ['CREATE TABLE t (id INT, PRIMARY KEY (id))', 'NOT should stand here, not “)”.', ')'],
    ['CREATE TABLE t (id INT, v AS id + 1)', 'Fluss has no computed columns.', 'AS'],
    ['CREATE TABLE t (id INT) PARTITIONED BY (x)', 'There is no column x.', 'x'],
    ['CREATE TABLE t (id INT PRIMARY KEY NOT ENFORCED, day STRING) PARTITIONED BY (day)', 'The partition column day must be part of the primary key.', 'day'],
    ["CREATE TABLE t (id INT) WITH ('bucket.num' = 'many')", 'The number of buckets is a whole number above 0.', "'many'"],
    ["CREATE TABLE t (id INT) WITH ('bucket.key' = 'x')", 'There is no column x.', "'x'"],
    ['CREATE TABLE t (id INT', ') should stand here, but the statement ends.', ''],
    ['CREATE TABLE t', '( should stand here, but the statement ends.', ''],
    ['CREATE TABLE t (id INT) AS SELECT 1', 'A query cannot stand here: columns are given already.', 'AS'],
    ["CREATE DATABASE d COMMENT 'open", 'A quoted text does not end.', "'open"],
    ['DROP TABLE a.b.c', 'A table is named by its database and its name.', 'a'],
    ['DROP TABLE t CASCADE', 'The statement should end here, not “CASCADE”.', 'CASCADE'],
    ['ALTER TABLE t DROP COLUMN x', 'Fluss cannot drop columns, keys or constraints.', 'COLUMN'],
    ['ALTER TABLE t RENAME TO u', 'Fluss cannot rename tables, and not rename or change columns.', 'RENAME'],
    ['ALTER TABLE t ADD x INT NOT NULL', 'A new column must allow NULL, for the rows that are there.', 'x'],
    ['ALTER TABLE t ADD x INT FIRST', 'Fluss adds columns at the end only.', 'FIRST'],
    ['USE CATALOG x', 'A connection is one catalog.', 'CATALOG'],
    ['SHOW CREATE VIEW v', 'TABLE should stand here, not “VIEW”.', 'VIEW'],
  ])('%s', (text, why, at) => expect(complaint(text)).toEqual([why, at]));
});
