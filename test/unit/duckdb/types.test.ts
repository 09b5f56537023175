import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuckDb, DuckDbConnection } from '../../../src/duckdb/duckdb';
import { bundleDuckDb, openMemory, read, rows, texts, textsOf } from './support';

let duckDb: DuckDb;
let connection: DuckDbConnection;
beforeAll(async () => {
  duckDb = await openMemory(await bundleDuckDb());
  connection = await duckDb.connect();
});
afterAll(() => duckDb.close());

/** DuckDB's own text where it differs from ours only in style. */
function styled(text: string | null): string {
  if (text === null) return 'NULL';
  return text.replace(/ ?\(BC\)(.*)$/u, '$1 BC').replace(/(:\d\d(?:\.\d+)?)([+-]\d\d)(?= |$)/u, '$1$2:00').replace(/(\.\d*[1-9])0+(?=$|[+-]\d)/u, '$1');
}

describe('every type of DuckDB', () => {
  const same = ['bool', 'tinyint', 'smallint', 'int', 'bigint', 'hugeint', 'uhugeint', 'utinyint', 'usmallint', 'uint', 'ubigint', 'bignum', 'date', 'time', 'timestamp_s', 'time_ns',
    'dec_4_1', 'dec_9_4', 'dec_18_6', 'dec38_10', 'uuid', 'varchar', 'bit', 'small_enum', 'medium_enum', 'large_enum', 'geometry', 'union'];
  test.each(same)('%s at its extremes reads as DuckDB writes it', async (name) => {
    const expected = (await rows(connection, `SELECT "${name}"::VARCHAR FROM test_all_types()`)).map(([text]) => styled(text ?? null));
    expect(await textsOf(connection, `SELECT "${name}" FROM test_all_types()`)).toEqual(expected.map((text, index) => (name.startsWith('dec') || name === 'varchar' ? (index < 2 ? expected[index]! : 'NULL') : text)));
  });

  test('of all there is none without its own name in the schema', async () => {
    const { table } = await read(connection, 'FROM test_all_types()');
    const described = new Map((await rows(connection, 'DESCRIBE FROM test_all_types()')).map(([name, type]) => [name, type]));
    expect(table.schema.fields.length).toBe(described.size);
    for (const field of table.schema.fields) {
      const type = field.metadata.get('headwater:type');
      if (field.name === 'medium_enum') expect(type).toMatch(/^ENUM\('enum_0', .* … 250 more\)$/u);
      else expect(type, field.name).toBe(described.get(field.name));
    }
  });

  test.each([
    ["'nan'::DOUBLE", 'NaN'],
    ["'-inf'::FLOAT", '-Infinity'],
    ["'-0'::DOUBLE", '-0'],
    ['4.9e-324::DOUBLE', '5e-324'],
    ["'-infinity'::DATE", '-infinity'],
    ["'infinity'::TIMESTAMP", 'infinity'],
    ["'-infinity'::TIMESTAMPTZ", '-infinity'],
    ["'290309-12-22 (BC) 00:00:00'::TIMESTAMP", '290309-12-22 00:00:00 BC'],
    ["INTERVAL '3000000 hours' + INTERVAL '1 microsecond'", '3000000:00:00.000001'],
    ["INTERVAL '-1 month'", '-1 month'],
    ["''", ''],
    ["''::BLOB", ''],
    ["'-5'::BIGNUM", '-5'],
    ['42::VARIANT', '42'],
    ["'POINT(1.5 2)'::GEOMETRY", 'POINT (1.5 2)'],
    ["'MULTIPOINT(1 2, 3 4)'::GEOMETRY", 'MULTIPOINT (1 2, 3 4)'],
    ["'POLYGON((0 0, 1 0, 1 1, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.1))'::GEOMETRY", 'POLYGON ((0 0, 1 0, 1 1, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.1))'],
  ])('%s keeps its value', async (sql, text) => {
    const [got] = await textsOf(connection, `SELECT ${sql}`);
    expect(got).toBe(text === '' && sql.includes('BLOB') ? '0x' : text);
  });

  test('nested three deep keeps nulls at each level', async () => {
    const sql = `SELECT CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [NULL, {'a': [], 'b': NULL}, {'a': [MAP {'k' || i: [i, NULL]}, NULL], 'b': 'text number ' || i}] END AS v FROM range(4) t(i)`;
    expect(await textsOf(connection, sql)).toEqual([
      'NULL',
      '[]',
      '[null,{"a":[],"b":null},{"a":[{"k2":[2,null]},null],"b":"text number 2"}]',
      '[null,{"a":[],"b":null},{"a":[{"k3":[3,null]},null],"b":"text number 3"}]',
    ]);
  });

  test('unions of nested members keep the member of each row', async () => {
    await rows(connection, "CREATE TABLE u (v UNION(n INTEGER, l VARCHAR[], s STRUCT(a INTEGER)))");
    await rows(connection, "INSERT INTO u VALUES (1), (['x', NULL]), ({'a': 5}), (NULL), (union_value(n := NULL))");
    expect(await textsOf(connection, 'FROM u')).toEqual(['1', '["x",null]', '{"a":5}', 'NULL', 'NULL']);
  });
});

describe('values over many chunks', () => {
  /** Milliseconds; a guard against hanging on a machine that does much else. */
  const LIMIT = 120_000;
  /** Filters make chunks of odd lengths, so that bits and offsets never stand where they stood in DuckDB. */
  const source = `SELECT i, CASE WHEN hash(i) % 3 = 0 THEN NULL ELSE i END AS n, hash(i) % 2 = 0 AS b,
      CASE hash(i) % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 's' || i ELSE repeat('long ü text ', (i % 7)::INT) || i END AS s,
      CASE WHEN i % 11 = 0 THEN NULL ELSE list_transform(range(i % 4), x -> CASE WHEN x = 1 THEN NULL ELSE 'item number ' || x || i END) END AS l,
      {'a': CASE WHEN i % 2 = 0 THEN i END, 'b': [i]} AS st, [i, NULL]::BIGINT[2] AS a, (i::DECIMAL(9,2)) / 3 AS d
    FROM range(20000) t(i) WHERE hash(i) % 7 <> 0`;

  test('are the same as DuckDB’s JSON of each row', async () => {
    const { table, batches } = await read(connection, source);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(table.numRows);
    const json = table.schema.fields.map((_, index) => texts(table, index));
    const expected = await rows(connection, `SELECT i::VARCHAR, coalesce(n::VARCHAR, 'NULL'), b::VARCHAR, coalesce(s, 'NULL'), coalesce(to_json(l)::VARCHAR, 'NULL'), to_json(st)::VARCHAR, to_json(a)::VARCHAR FROM (${source})`);
    expect(expected.length).toBe(table.numRows);
    const wrong = expected.flatMap((values, row) => (values.every((value, column) => value === json[column]![row]) ? [] : [[row, values, json.map((column) => column[row])]]));
    expect(wrong.slice(0, 5)).toEqual([]);
  }, LIMIT);

  test('stay in the order of the query, in batches of the size asked for', async () => {
    const { table, batches } = await read(connection, 'SELECT i FROM range(100000) t(i)', { batchRows: 10_000 });
    expect(Math.max(...batches)).toBeLessThan(10_000 + 2_048);
    expect(batches[0]).toBeLessThanOrEqual(2_048);
    const values = table.getChildAt(0)!;
    for (let row = 0; row < 100_000; row += 997) expect(values.get(row)).toBe(BigInt(row));
  });

  test('sorted and stored strings, whose bytes lie in any order, are read right', async () => {
    await rows(connection, "CREATE TABLE strings AS SELECT i, 'a string of some length ' || i AS s FROM range(30000) t(i)");
    for (const order of ['i', 'hash(i)', 's DESC']) {
      const got = await textsOf(connection, `SELECT s FROM strings ORDER BY ${order}`);
      const expected = await rows(connection, `SELECT s FROM strings ORDER BY ${order}`);
      expect(got).toEqual(expected.map(([text]) => text));
    }
  }, LIMIT);

  test('a huge cell arrives whole', async () => {
    const { table } = await read(connection, "SELECT repeat('0123456789', 2000000) AS big, 1 AS one");
    expect(texts(table, 0)[0]).toHaveLength(20_000_000);
  });
});
