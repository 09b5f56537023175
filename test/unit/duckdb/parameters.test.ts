import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ParameterType, StatementParameter } from '../../../src/core/contract/execution';
import { HeadwaterError } from '../../../src/core/errors';
import type { DuckDb, DuckDbConnection } from '../../../src/duckdb/duckdb';
import { bundleDuckDb, openMemory, read, reason, texts } from './support';

let duckDb: DuckDb;
let connection: DuckDbConnection;
beforeAll(async () => {
  duckDb = await openMemory(await bundleDuckDb());
  connection = await duckDb.connect();
});
afterAll(() => duckDb.close());

async function bound(text: string, parameters: readonly StatementParameter[]): Promise<readonly string[]> {
  const { table } = await read(connection, text, { parameters });
  return table.schema.fields.flatMap((_, index) => texts(table, index));
}

test.each<[ParameterType, string | null, string, string]>([
  ['text', "it's", 'VARCHAR', "it's"],
  ['integer', '7', 'BIGINT', '7'],
  ['integer', '-170141183460469231731687303715884105728', 'HUGEINT', '-170141183460469231731687303715884105728'],
  ['integer', '340282366920938463463374607431768211455', 'UHUGEINT', '340282366920938463463374607431768211455'],
  ['decimal', '-0012.50', 'DECIMAL(4,2)', '-12.50'],
  ['decimal', '.5', 'DECIMAL(1,1)', '0.5'],
  ['double', '1e-3', 'DOUBLE', '0.001'],
  ['double', '-inf', 'DOUBLE', '-Infinity'],
  ['boolean', 'Yes', 'BOOLEAN', 'true'],
  ['date', '2024-02-29', 'DATE', '2024-02-29'],
  ['timestamp', '2024-02-29 12:00:00.123456', 'TIMESTAMP', '2024-02-29 12:00:00.123456'],
  ['timestamp', '2024-02-29 12:00:00.123456789', 'TIMESTAMP_NS', '2024-02-29 12:00:00.123456789'],
  ['timestamp', '2024-02-29 12:00:00+02', 'TIMESTAMP WITH TIME ZONE', '2024-02-29 10:00:00+00:00'],
  ['blob-hex', '0x00 ff', 'BLOB', '0x00ff'],
  ['json', '{"a": 1}', 'VARCHAR', '{"a": 1}'],
  ['integer', null, '"NULL"', 'NULL'],
])('a %s %j is bound as %s', async (type, value, sqlType, text) => {
  expect(await bound('SELECT typeof($1), $1', [{ name: '1', type, value }])).toEqual([sqlType, text]);
});

test('question marks, numbers and names find their values', async () => {
  const values = [{ name: '1', type: 'integer', value: '1' }, { name: '2', type: 'text', value: 'b' }] as const;
  expect(await bound('SELECT ?, ?', values)).toEqual(['1', 'b']);
  expect(await bound('SELECT $2, $1', values)).toEqual(['b', '1']);
  expect(await bound('SELECT $day', [{ name: 'Day', type: 'date', value: '2024-01-01' }])).toEqual(['2024-01-01']);
});

test.each<[ParameterType, string]>([
  ['integer', '1.5'], ['integer', ''], ['decimal', '1e5'], ['decimal', '1'.repeat(39)], ['double', 'x'], ['boolean', 'maybe'], ['date', '2024-02-30'], ['timestamp', 'noon'], ['blob-hex', 'abc'],
])('a %s %j that does not fit is told with its parameter', async (type, value) => {
  const error = await reason(bound('SELECT $1', [{ name: '1', type, value }]));
  expect(error).toBeInstanceOf(HeadwaterError);
  expect((error as HeadwaterError).failure.why).toContain('parameter 1');
});

test('a parameter without a value is told', async () => {
  expect(((await reason(bound('SELECT $1', []))) as HeadwaterError).failure.why).toContain('Values were not provided');
});
