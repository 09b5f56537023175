import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DuckDb, DuckDbConnection } from '../../../../src/duckdb/duckdb';
import { chartOf } from '../../../../src/server/results/chart/chart';
import { distinctOf } from '../../../../src/server/results/columns/distinct';
import { profileOf } from '../../../../src/server/results/columns/profile';
import { filterRows } from '../../../../src/server/results/filter/filterRows';
import { sortRows } from '../../../../src/server/results/sort/sortRows';
import type { ResultStore } from '../../../../src/server/results/store/resultStore';
import { bundleDuckDb, never, openMemory } from '../../duckdb/support';
import { keepForAll, numbersOf } from './duckStore';
import { pacer } from './duckTable';

const SEED = 113;
const ROWS = Number(process.env['HEADWATER_ROWS'] ?? 10_000_000);
const STEPS = 400;

vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

/** NULLs, NaN, −0, infinities and extremes among many values. */
const COLUMNS = {
  number: `CASE WHEN h % 97 = 0 THEN NULL WHEN h % 89 = 0 THEN 9223372036854775807 WHEN h % 83 = 0 THEN -9223372036854775808 ELSE (h >> 1)::BIGINT % 1000003 END`,
  real: `CASE WHEN h % 97 = 1 THEN NULL WHEN h % 89 = 1 THEN 'NaN'::DOUBLE WHEN h % 83 = 1 THEN '-0.0'::DOUBLE WHEN h % 79 = 1 THEN 'Infinity'::DOUBLE ELSE ((h >> 9) % 100000)::DOUBLE / 7 - 5000 END`,
  words: `CASE WHEN h % 97 = 2 THEN NULL WHEN h % 89 = 2 THEN '' ELSE (['row ', 'Größe ', 'z', 'long prefix of all of them '])[1 + ((h >> 3) % 4)::INT] || ((h >> 11) % 50000)::VARCHAR END`,
  moment: `CASE WHEN h % 97 = 3 THEN NULL ELSE TIMESTAMP '2020-01-01' + to_microseconds((h >> 16)::BIGINT % 100000000000000) END`,
} as const;

describe(`${ROWS} rows (seed ${SEED}) are arranged as DuckDB arranges them`, () => {
  let duckDb: DuckDb;
  let connection: DuckDbConnection;
  let rows: ResultStore;
  const names = Object.keys(COLUMNS);
  const columnOf = (name: string): number => names.indexOf(name) + 1;
  const ask = (sql: string) => connection.rows(sql, 'Could not ask', never);
  beforeAll(async () => {
    duckDb = await openMemory(await bundleDuckDb());
    connection = await duckDb.connect();
    await connection.rows("SET TimeZone = 'UTC'", 'x', never);
    await connection.rows(`CREATE TABLE t AS SELECT i AS rid, ${Object.entries(COLUMNS).map(([name, sql]) => `${sql} AS "${name}"`).join(', ')} FROM (SELECT i, hash(i + ${SEED} * 1000003) AS h FROM range(${ROWS}) t(i))`, 'x', never);
    rows = await keepForAll(connection, 'SELECT * FROM t ORDER BY rid');
  });
  afterAll(() => duckDb.close());

  it.each(names)('sorted by %s', async (name) => {
    const expected = await numbersOf(connection, `SELECT rid FROM t ORDER BY "${name}" NULLS LAST, rid`);
    const got = await sortRows(rows, [{ column: columnOf(name), descending: false }], undefined, pacer());
    expect({ rows: got.length, differs: got.findIndex((row, index) => row !== expected[index]) }).toEqual({ rows: ROWS, differs: -1 });
  });

  it.each([['number', '-5', '500000'], ['real', '-100.5', '7000'], ['words', 'Größe 2', 'row 3'], ['moment', '2020-06-01 00:00:00', '2021-06-01 00:00:00']])('filtered by a range of %s', async (name, from, to) => {
    const expected = await numbersOf(connection, `SELECT rid FROM t WHERE "${name}" BETWEEN '${from}' AND '${to}' ORDER BY rid`);
    const got = await filterRows(rows, [{ column: columnOf(name), is: { test: 'range', from, to } }], 'UTC', pacer());
    expect({ rows: got?.length, differs: got?.findIndex((row, index) => row !== expected[index]) }).toEqual({ rows: expected.length, differs: -1 });
    expect(expected.length).toBeGreaterThan(ROWS / 100);
  });

  it.each(names)('profiled, and counted by their distinct values: %s', async (name) => {
    const of = name === 'real' ? `CASE WHEN "real" = 0 THEN 0 ELSE "real" END` : `"${name}"`;
    const [[nulls = '', distinct = ''] = []] = await ask(`SELECT count(*) FILTER ("${name}" IS NULL), count(DISTINCT ${of}) FROM t`);
    const profile = await profileOf(rows, columnOf(name), 'UTC', pacer());
    const expected = await ask(`SELECT count(*) AS n FROM t WHERE "${name}" IS NOT NULL GROUP BY ${of} ORDER BY n DESC LIMIT 10`);
    expect({ rows: profile.rows, nulls: String(profile.nulls), distinct: String(profile.distinct), top: profile.top.map(({ count }) => String(count)), sample: profile.sample }).toEqual({ rows: ROWS, nulls, distinct, top: expected.map(([count]) => count), sample: undefined });
    expect(String((await distinctOf(rows, { column: columnOf(name), most: 10 }, 'UTC', pacer())).distinct)).toBe(distinct);
  });

  it('drawn as lines with the least and the greatest value of each stretch', async () => {
    const data = await chartOf(rows, { draw: 'lines', x: 0, y: [columnOf('real')], steps: STEPS }, 'UTC', pacer());
    if (data.draw !== 'lines') throw new Error(`Drew ${data.draw}.`);
    const [series] = data.series;
    const y = new Float64Array(series!.y.slice().buffer);
    const kept = [...new Uint32Array(series!.rows.slice().buffer)].filter((_, index) => !Number.isNaN(y[index]));
    const facts = (of: string): string => `SELECT least(floor(rid * (${STEPS}::DOUBLE / ${ROWS - 1})), ${STEPS - 1}) AS step, min(v), max(v) FROM (SELECT rid, CASE WHEN isfinite("real") THEN "real" END AS v FROM t WHERE ${of}) WHERE v IS NOT NULL GROUP BY step`;
    expect(await ask(`SELECT count(*) FROM ((${facts('true')}) EXCEPT (${facts(`rid IN (${kept.join(',')})`)}))`)).toEqual([['0']]);
    expect(kept.length).toBeGreaterThan(STEPS);
  });
});
