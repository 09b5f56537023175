import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../../scripts/lib/toolchain/venv.mjs';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { DuckDb } from '../../../src/duckdb/duckdb';
import { writeParquet } from '../../../src/duckdb/parquet';
import { exportResult } from '../../../src/server/results/export/export';
import { Pacer } from '../../../src/server/results/pacer';
import { NodeDisk } from '../../../src/server/results/store/disk';
import { MessageLog } from '../../../src/server/results/store/messageLog';
import { ResultStore } from '../../../src/server/results/store/resultStore';
import { SpillFolder } from '../../../src/server/results/store/spillFolder';
import { SpillQuota } from '../../../src/server/results/store/spillQuota';
import { bundleWorker } from '../../unit/support/bundleWorker';

const NEVER = new AbortController().signal;
const READERS = ['duckdb==2.0.0', 'openpyxl==3.1.5', 'pandas==3.1.1', 'pyarrow==26.0.1'];
const FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'xlsx', 'arrow'] as const;

/** Every type that all formats can hold, with NULL, extremes and what is easily mistaken for structure. */
const TYPES = `SELECT * FROM (VALUES
  (true, (-128)::TINYINT, 255::UTINYINT, (-32768)::SMALLINT, (-2147483648)::INTEGER, (-9223372036854775808)::BIGINT, 18446744073709551615::UBIGINT, '-170141183460469231731687303715884105728'::HUGEINT,
   1.5::FLOAT, 5e-324::DOUBLE, '-99999999999999999999999999999999999.999'::DECIMAL(38, 3), '', DATE '0001-01-01', TIMESTAMP '1677-09-22 00:00:00.000001', TIMESTAMPTZ '2024-02-29 12:00:00.5+02', TIME '23:59:59.999999', 'a'::BLOB, '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID, [1, NULL, 3], {'a': 1, 'b': 'x"y'}),
  (false, 127, 0, 32767, 2147483647, 9223372036854775807, 0, '170141183460469231731687303715884105727',
   -0.0, 1.7976931348623157e308, '99999999999999999999999999999999999.999', 'a,b"c' || chr(10) || chr(9) || 'é東🎉 ', DATE '9999-12-31', TIMESTAMP '2262-04-11 23:47:16.854775', TIMESTAMPTZ '1970-01-01 00:00:00+00', TIME '00:00:00', '\\x00\\xFF'::BLOB, 'ffffffff-ffff-ffff-ffff-ffffffffffff', [], {'a': NULL, 'b': ''}),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (true, 0, 1, 0, 0, 0, 1, 0, 0.1, 'nan', 0.001, 'NULL', DATE '2024-02-29', TIMESTAMP '2024-02-29 12:34:56.789', TIMESTAMPTZ '2024-06-30 23:59:59.999999+00', TIME '12:00:00', ''::BLOB, '00000000-0000-0000-0000-000000000000', [7], {'a': -1, 'b': NULL}),
  (true, 1, 2, 3, 4, 5, 6, 7, 'inf', '-inf', 8.5, '=1+1', DATE '1900-02-28', TIMESTAMP '1999-12-31 23:59:59', TIMESTAMPTZ '2000-01-01 00:00:00-11', TIME '01:02:03', 'text'::BLOB, '12345678-1234-1234-1234-123456789abc', [0, -1], {'a': 2147483647, 'b': '\\'})
) t(bool, i8, u8, i16, i32, i64, u64, i128, f32, f64, amount, words, day, moment, instant, clock, bytes, id, list, pair)`;

/** Many rows of the usual types, over several batches. */
const MANY = "SELECT i AS id, 'row ' || (i * 7919 % 1000) AS name, (i * 1000 % 77777) / 8 AS x, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 7 END AS maybe, TIMESTAMP '2024-01-01' + to_seconds(i) AS at FROM range(5000) t(i)";

describe('exported files, read by others', () => {
  let python: string;
  let workerPath: string;
  let duckDb: DuckDb;
  let folder: string;

  beforeAll(async () => {
    ({ python } = await ensureVenv('exports', READERS));
    workerPath = await bundleWorker('src/duckdb/worker.ts');
    duckDb = await DuckDb.open({ workerPath, path: ':memory:' });
    folder = await mkdtemp(path.join(tmpdir(), 'headwater-round-'));
  });
  afterAll(async () => {
    await duckDb.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function* messagesOf(query: string): AsyncGenerator<ArrowMessage> {
    const connection = await duckDb.connect(["SET TimeZone = 'UTC'"]);
    for await (const event of connection.run(query, { signal: NEVER })) if (event.kind === 'schema' || event.kind === 'dictionary' || event.kind === 'batch') yield event;
    connection.close();
  }

  async function differences(query: string): Promise<Readonly<Record<string, readonly string[]>>> {
    let store: ResultStore | undefined;
    for await (const message of messagesOf(query)) {
      if (message.kind === 'schema') store = new ResultStore(new MessageLog(message.bytes, Infinity, new SpillFolder(new NodeDisk(), path.join(folder, 'spill')), new SpillQuota(0)), nodeCodecs());
      else await store?.append(message.kind, message.bytes, Infinity);
    }
    if (!store) throw new Error('The query gave no rows.');
    for (const format of FORMATS) await exportResult(store, new NodeDisk(), format, path.join(folder, `out.${format}`), { pacer: new Pacer(NEVER), timeZone: 'UTC', progress: () => undefined });
    await writeParquet({ workerPath, path: path.join(folder, 'out.parquet'), messages: messagesOf(query), signal: NEVER });
    await store.close();
    await writeFile(path.join(folder, 'query.sql'), query);
    const { stdout } = await promisify(execFile)(python, [at('test/systems/exports/judge.py'), folder, path.join(folder, 'query.sql')], { maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout) as Record<string, string[]>;
  }

  it.each([
    ['every type with NULL and extremes', TYPES],
    ['many rows', MANY],
    ['no row', 'SELECT 1 AS a, \'x\' AS b WHERE false'],
  ])('%s: equal in Arrow, Parquet, CSV, TSV, JSON, JSON Lines and a workbook', async (_, query) => {
    const found = await differences(query);
    expect(Object.keys(found)).toHaveLength(11);
    expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
  }, 300_000);
});
