import { describe, expect, it, vi } from 'vitest';
import type { ColumnProfile } from '../../../../src/protocol/resultsArrange';
import { profileOf } from '../../../../src/server/results/columns/profile';
import { never } from '../../duckdb/support';
import { COLUMNS } from './columns';
import { keepForAll } from './duckStore';
import { columnOf, grouped, pacer, ROWS, useDuckTable } from './duckTable';

const SEED = 83;

vi.setConfig({ testTimeout: 120_000 });

const table = useDuckTable(SEED);
const ask = (sql: string) => table.connection.rows(sql, 'Could not ask', never);
const profile = (name: string): Promise<ColumnProfile> => profileOf(table.rows, columnOf(name), 'UTC', pacer());

const FLOATS = ['float', 'double'];
const NUMBERS = [...FLOATS, 'tinyint', 'smallint', 'integer', 'bigint', 'utinyint', 'usmallint', 'uinteger', 'ubigint', 'hugeint', 'decimal small', 'decimal', 'decimal wide', 'bigint wide'];
/** Types of which DuckDB reads our texts back. */
const TIMES = { date: 'DATE', time: 'TIME', timestamp: 'TIMESTAMP', timestamp_s: 'TIMESTAMP_S', timestamp_ns: 'TIMESTAMP_NS', timestamptz: 'TIMESTAMPTZ' } as const;
const typeOf: Readonly<Record<string, string>> = { ...TIMES, float: 'FLOAT', double: 'DOUBLE', hugeint: 'HUGEINT', 'decimal small': 'DECIMAL(4,1)', decimal: 'DECIMAL(18,4)', 'decimal wide': 'DECIMAL(38,10)', ubigint: 'UBIGINT' };

/** The values that have a place in the order: NULL and NaN have none. */
const placed = (name: string): string => `SELECT "${name}" AS v FROM t WHERE "${name}" IS NOT NULL${FLOATS.includes(name) ? ` AND NOT isnan("${name}")` : ''}`;

describe(`the profile of ${ROWS} rows (seed ${SEED}) says what DuckDB finds`, () => {
  it.each(COLUMNS.map(({ name }) => ({ name })))('rows, NULLs, distinct values and the most frequent ones: $name', async ({ name }) => {
    const { rows, nulls, distinct, top } = await profile(name);
    const [found = []] = await ask(`SELECT count(*), count(*) - count("${name}"), count(DISTINCT ${grouped(name)}) FROM t`);
    expect([rows, nulls, distinct].map(String)).toEqual(found);
    const expected = await ask(`SELECT count(*) AS n FROM t WHERE "${name}" IS NOT NULL GROUP BY ${grouped(name)} ORDER BY n DESC LIMIT 10`);
    expect(top.map(({ count }) => String(count))).toEqual(expected.map(([count]) => count));
  });

  it.each([...NUMBERS, ...Object.keys(TIMES)])('extremes and quantiles: %s', async (name) => {
    const { min, max, quantiles = [] } = await profile(name);
    const type = typeOf[name] ?? 'BIGINT';
    const parts = [0.05, 0.25, 0.5, 0.75, 0.95];
    const at = parts.map((part) => `least(n - 1, floor(${part}::DOUBLE * n))::BIGINT`);
    const picks = ['0', ...at, 'n - 1'].map((place, index) => `max(CASE WHEN p = ${place} THEN v END) IS NOT DISTINCT FROM '${[min, ...quantiles, max][index] ?? ''}'::${type}`);
    expect(quantiles).toHaveLength(parts.length);
    expect(await ask(`SELECT ${picks.join(', ')} FROM (SELECT v, row_number() OVER (ORDER BY v) - 1 AS p, count(*) OVER () AS n FROM (${placed(name)}))`)).toEqual([picks.map(() => 'true')]);
  });

  it.each(NUMBERS.filter((name) => !FLOATS.includes(name)))('sums to the last digit, and means: %s', async (name) => {
    const { sum, mean } = await profile(name);
    // DuckDB's own sums of the widest numbers overflow.
    if (name !== 'hugeint' && name !== 'decimal wide') expect(await ask(`SELECT sum("${name}")::VARCHAR FROM t`)).toEqual([[sum]]);
    const [[average = ''] = []] = await ask(`SELECT avg("${name}"::DOUBLE) FROM t`);
    expect(Math.abs(Number(mean) - Number(average))).toBeLessThanOrEqual(Math.abs(Number(average)) * 1e-6);
  });

  it.each([...NUMBERS, ...Object.keys(TIMES)])('histograms hold every value that has a place: %s', async (name) => {
    const { rows, nulls, histogram = [], notFinite = 0 } = await profile(name);
    expect(histogram.reduce((sum, { count }) => sum + count, 0) + notFinite + nulls).toBe(rows);
    if (FLOATS.includes(name)) expect(await ask(`SELECT count(*) FROM t WHERE NOT isfinite("${name}")`)).toEqual([[String(notFinite)]]);
  });

  it('bins of few whole numbers are these numbers', async () => {
    const few = await keepForAll(table.connection, `SELECT (abs(hash(rid) % 9))::INT - 4 AS n FROM t ORDER BY rid`);
    const { histogram = [] } = await profileOf(few, 0, 'UTC', pacer());
    const expected = await ask(`SELECT n, count(*) FROM (SELECT (abs(hash(rid) % 9))::INT - 4 AS n FROM t) GROUP BY n ORDER BY n`);
    expect(histogram.map(({ from, to, count }) => [from, to, String(count)])).toEqual(expected.map(([n, count]) => [n, n, count]));
  });

  it.each(['varchar', 'blob'])('lengths in bytes: %s', async (name) => {
    const { lengths } = await profile(name);
    expect(await ask(`SELECT min(octet_length(${name === 'varchar' ? `encode("${name}")` : `"${name}"`})), max(octet_length(${name === 'varchar' ? `encode("${name}")` : `"${name}"`})) FROM t`)).toEqual([[String(lengths?.min), String(lengths?.max)]]);
  });

  it.each([...NUMBERS, ...Object.keys(TIMES), 'varchar', 'uuid', 'boolean'])('of more rows than are put in order: exact ends, sums and NULLs, and estimates near the truth: %s', async (name) => {
    const estimated = await profileOf(table.rows, columnOf(name), 'UTC', pacer(), { exact: 1_000, sample: 6_000 });
    const exact = await profile(name);
    const { rows, nulls, min, max, sum, mean, lengths } = exact;
    expect(estimated).toMatchObject({ sample: 6_000, rows, nulls, ...Object.fromEntries(Object.entries({ min, max, sum, mean, lengths }).filter(([, value]) => value !== undefined)) });
    // Four standard errors of the estimate.
    expect(Math.abs(estimated.distinct - exact.distinct)).toBeLessThanOrEqual(Math.max(2, exact.distinct * 0.033));
    expect(estimated.quantiles?.length).toBe(exact.quantiles?.length);
    // The most frequent value of a sample of half the rows.
    const most = exact.top[0]?.count ?? 0;
    if (most > rows / 20) expect(Math.abs((estimated.top[0]?.count ?? 0) - most)).toBeLessThan(most * 0.2);
  });
});
