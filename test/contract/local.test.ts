import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalBackend } from '../../src/backends/local/backend';
import { DuckDb } from '../../src/duckdb/duckdb';
import { bundleWorker } from '../unit/support/bundleWorker';
import { contract } from './kit';

const TABLES = 250;
const WIDE = Array.from({ length: 5_000 }, (_, index) => `${index} AS c${index}`).join(', ');

const TYPES: readonly (readonly [sql: string, texts: readonly string[]])[] = [
  ['true', ['true']],
  ['(-128)::TINYINT', ['-128']],
  ['9223372036854775807', ['9223372036854775807']],
  ['170141183460469231731687303715884105727::HUGEINT', ['170141183460469231731687303715884105727']],
  ['340282366920938463463374607431768211455::UHUGEINT', ['340282366920938463463374607431768211455']],
  ["'123456789012345678901234567890123456789012345'::BIGNUM", ['123456789012345678901234567890123456789012345']],
  ['-99999999999999999999999999999999.999999::DECIMAL(38,6)', ['-99999999999999999999999999999999.999999']],
  ['1.1::FLOAT', ['1.1']],
  ["'-0'::DOUBLE", ['-0']],
  ["'naïve 日本 🦆'", ['naïve 日本 🦆']],
  ["'\\x00\\xFF'::BLOB", ['0x00ff']],
  ["DATE '2024-02-29'", ['2024-02-29']],
  ["'infinity'::DATE", ['infinity']],
  ["TIME '23:59:59.999999'", ['23:59:59.999999']],
  ["TIMETZ '12:00:00+02:00'", ['12:00:00+02:00']],
  ["TIMESTAMP_NS '2024-01-01 00:00:00.123456789'", ['2024-01-01 00:00:00.123456789']],
  ["TIMESTAMPTZ '2024-01-01 00:00:00+00'", ['2024-01-01 00:00:00+00:00']],
  ["INTERVAL '14 months 3 days 1 second'", ['1 year 2 months 3 days 00:00:01']],
  ['[1, NULL, 3]', ['[1,null,3]']],
  ["{'a': 1, 'b': [{'c': 'x'}]}", ['{"a":1,"b":[{"c":"x"}]}']],
  ["MAP {'k': 1}", ['{"k":1}']],
  ['union_value(num := 2)', ['2']],
  ["'6c001da3-a21c-42e6-9a61-3974ffddd59f'::UUID", ['6c001da3-a21c-42e6-9a61-3974ffddd59f']],
  ["'0101'::BIT", ['0101']],
  ["'b'::ENUM('a', 'b')", ['b']],
  ['NULL', ['NULL']],
  ['\'{"a": 1.10}\'::JSON', ['{"a": 1.10}']],
];

contract('Local', {
  start: async () => {
    const workerPath = await bundleWorker('src/duckdb/worker.ts');
    const folder = await mkdtemp(path.join(tmpdir(), 'headwater-local-'));
    const file = path.join(folder, 'sample.duckdb');
    const tables = Array.from({ length: TABLES }, (_, index) => `CREATE TABLE table_${index} (id INTEGER, name VARCHAR)`);
    const filled = await DuckDb.open({ workerPath, path: file, setup: [...tables, 'CREATE TABLE three AS SELECT unnest(range(3)) AS n'] });
    await filled.close();
    return {
      backend: new LocalBackend(workerPath),
      profile: { id: '3b6f3d2c-2f0f-4d57-a07d-9f2fd6d6b2a1', name: 'Local', backend: 'local', values: { storage: 'file', file } },
      secrets: {},
      context: { storageFolder: path.join(folder, 'storage'), workspaceFolders: [folder] },
      stop: () => rm(folder, { recursive: true, force: true }),
    };
  },
  otherSide: { kill: false, leftovers: false },
  samples: {
    rows: { statement: 'SELECT i, i * 2 AS j FROM range(200000) t(i)', rows: 200_000 },
    empty: { statement: 'SELECT 1 AS a, 2 AS b, 3 AS c WHERE false', columns: 3 },
    wide: { statement: `SELECT ${WIDE}`, columns: 5_000 },
    types: { statement: `SELECT ${TYPES.map(([sql], index) => `${sql} AS c${index}`).join(', ')}`, columns: TYPES.map(([, texts], index) => ({ name: `c${index}`, texts })) },
    endless: "SELECT i, 'text number ' || i AS t FROM range(1000000000000) t(i)",
    wrong: [
      { statement: 'SELEC 1', at: 'SELEC' },
      { statement: "SELECT 'é🦆', nope FROM three", at: 'nope' },
      { statement: 'SELECT *\nFROM missing_table', at: 'missing_table' },
      { statement: 'SELECT (1', at: '1' },
    ],
    paged: { path: ['d:sample', 's:main'], more: 200 },
    search: { text: 'table_24', finds: 'table_249' },
    resolve: { reference: 'main.table_7', columns: ['id', 'name'] },
    unreachable: { storage: 'file', file: '/no/such/folder/at/all.duckdb' },
    affected: { statement: 'INSERT INTO three SELECT 1 FROM range(3)', rows: 3n },
  },
});
