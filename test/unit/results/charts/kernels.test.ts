import { describe, expect, it } from 'vitest';
import type { ChartData, ChartQuery, ChartSeries } from '../../../../src/protocol/resultsCharts';
import { chartOf } from '../../../../src/server/results/chart/chart';
import type { Rows } from '../../../../src/server/results/store/rows';
import { Arrangements } from '../../../../src/server/results/views/arrangements';
import { never } from '../../duckdb/support';
import { COLUMNS } from '../arrange/columns';
import { keepForAll, numbersOf } from '../arrange/duckStore';
import { columnOf, pacer, ROWS, useDuckTable } from '../arrange/duckTable';

const SEED = 41;
const STEPS = 60;

const table = useDuckTable(SEED);
const ask = (sql: string): Promise<readonly (readonly unknown[])[]> => textsOf(sql);

/** All values of a statement as DuckDB writes them. */
async function textsOf(sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await table.connection.rows(sql, 'Could not ask', never)).map((row) => [...row]);
}

type Drawn<D> = D extends 'lines' | 'points' ? Extract<ChartData, { draw: 'lines' | 'points' }> : Extract<ChartData, { draw: D }>;
const isDrawn = <D extends ChartQuery['draw']>(data: ChartData, draw: D): data is ChartData & Drawn<D> => data.draw === draw;

async function draw<D extends ChartQuery['draw']>(query: Extract<ChartQuery, { draw: D }>, of: Rows = table.rows): Promise<Drawn<D>> {
  const data = await chartOf(of, query, 'UTC', pacer());
  if (!isDrawn(data, query.draw)) throw new Error(`Drew ${data.draw}.`);
  return data;
}

const doubles = (bytes: Uint8Array): Float64Array => new Float64Array(bytes.slice().buffer);
const words = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer);
/** The rows of a series' points, without its gaps. */
const rowsOf = ({ y, rows: all }: ChartSeries): readonly number[] => [...words(all)].filter((_, index) => !Number.isNaN(doubles(y)[index]));

const NUMBERS = ['tinyint', 'smallint', 'integer', 'bigint', 'utinyint', 'usmallint', 'uinteger', 'ubigint', 'hugeint', 'float', 'double', 'decimal small', 'decimal', 'decimal wide', 'bigint wide'];
const FLOATS = new Set(['float', 'double']);
/** The value as a place on an axis, and NULL where it has none. */
const placeOf = (name: string): string => (FLOATS.has(name) ? `CASE WHEN isfinite("${name}") THEN "${name}"::DOUBLE END` : `"${name}"::DOUBLE`);
const TIMES: readonly (readonly [name: string, place: string])[] = [
  ['date', `CASE WHEN isfinite("date") THEN epoch_us("date"::TIMESTAMP) / 1000 END`],
  ['timestamp', `CASE WHEN isfinite("timestamp") THEN epoch_us("timestamp") / 1000 END`],
  ['timestamp_s', `epoch_us("timestamp_s"::TIMESTAMP) / 1000`],
  ['timestamp_ns', `epoch_ns("timestamp_ns") / 1000000`],
  ['timestamptz', `CASE WHEN isfinite("timestamptz") THEN epoch_us("timestamptz") / 1000 END`],
  ['time', `epoch_us("time") / 1000`],
];

describe(`charts of ${ROWS} rows (seed ${SEED}) show what DuckDB finds`, () => {
  it.each(NUMBERS)('lines keep the first, last, least and greatest value of each stretch: %s', async (name) => {
    const { series, without, sampled } = await draw({ draw: 'lines', x: 0, y: [columnOf(name)], steps: STEPS });
    expect({ sampled, without, lines: series.length }).toEqual({ sampled: true, without: 0, lines: 1 });
    const kept = rowsOf(series[0]!);
    expect(kept.length).toBeGreaterThan(STEPS);
    expect(kept.length).toBeLessThanOrEqual(4 * STEPS);
    const step = `least(floor(rid * (${STEPS}::DOUBLE / ${ROWS - 1})), ${STEPS - 1})`;
    const facts = (of: string): string => `SELECT ${step} AS step, min(v), max(v), arg_min(v, rid), arg_max(v, rid) FROM (SELECT rid, ${placeOf(name)} AS v FROM t WHERE ${of}) WHERE v IS NOT NULL GROUP BY step`;
    const ours = `rid IN (${kept.join(',')})`;
    expect(await ask(`SELECT count(*) FROM ((${facts('true')}) EXCEPT (${facts(ours)}))`)).toEqual([['0']]);
    expect(await ask(`SELECT count(*) FROM ((${facts(ours)}) EXCEPT (${facts('true')}))`)).toEqual([['0']]);
  });

  it.each([...NUMBERS.map((name) => [name, placeOf(name)] as const), ...TIMES])('bins count every value once: %s', async (name, place) => {
    const { bins, without } = await draw({ draw: 'bins', x: columnOf(name), bins: 24 });
    const last = bins.length - 1;
    const expected = await ask(`SELECT count(*) FILTER (v IS NULL), ${bins.map(({ from, to }, bin) => `count(*) FILTER (v >= ${sql(from)} AND v ${bin === last ? '<=' : '<'} ${sql(to)})`).join(', ')} FROM (SELECT ${place} AS v FROM t)`);
    expect([without, ...bins.map(({ count }) => count)].map(String)).toEqual(expected[0]);
    expect(without + bins.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS);
  });

  it('points and heat maps count every row at its place', async () => {
    const [x, y] = [columnOf('double'), columnOf('date')];
    // Extremes would put all others into one place.
    const some = await keepForAll(table.connection, `SELECT * FROM t WHERE "double" BETWEEN -6000 AND 9000 ORDER BY rid`);
    const query = { x, y, steps: 30, lines: 20 };
    const heat = await draw({ draw: 'heat', ...query }, some);
    const points = await draw({ draw: 'points', ...query, y: [y] }, some);
    const cell = (value: string, ends: { min: number; max: number }, places: number): string => `least(floor((${value} - ${sql(ends.min)}) * (${places}::DOUBLE / (${sql(ends.max)} - ${sql(ends.min)}))), ${places - 1})`;
    const expected = await ask(`SELECT (${cell('a', heat.x, 30)} + 30 * ${cell('b', heat.y, 20)})::INT AS cell, count(*) FROM (SELECT "double" AS a, ${TIMES[0]![1]} AS b FROM t WHERE "double" BETWEEN -6000 AND 9000) WHERE b IS NOT NULL GROUP BY cell ORDER BY cell`);
    const found = [...words(heat.counts)].flatMap((count, at) => (count > 0 ? [[String(at), String(count)]] : []));
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(100);
    expect([...words(points.series[0]!.counts!)].sort((one, other) => one - other)).toEqual(expected.map(([, count]) => Number(count)).sort((one, other) => one - other));
  });

  it.each(COLUMNS.map(({ name }) => name).filter((name) => name !== 'enum'))('bars are the groups with the most rows: %s', async (name) => {
    const { groups, bars, otherGroups, otherRows } = await draw({ draw: 'bars', x: columnOf(name), y: [], value: 'count', most: 10 });
    const of = FLOATS.has(name) ? `CASE WHEN "${name}" = 0 THEN 0 ELSE "${name}" END` : `"${name}"`;
    const expected = await ask(`SELECT count(*) AS n FROM t GROUP BY ${of} ORDER BY n DESC`);
    expect(bars[0]!.values.map(String).sort((one, other) => Number(other) - Number(one))).toEqual(expected.slice(0, 10).map(([count]) => count));
    expect({ groups: groups.length + otherGroups, others: otherRows }).toEqual({ groups: expected.length, others: expected.slice(10).reduce((sum, [count]) => sum + Number(count), 0) });
    expect(await ask(`SELECT count(*) FROM t WHERE "${name}" IS NULL`)).toEqual([[bars[0]!.texts[groups.findIndex(({ text }) => text === null)] ?? expect.anything()]]);
  });

  it.each(NUMBERS)('bars of sums, averages, least and greatest values are exact: %s', async (name) => {
    const exact = !FLOATS.has(name);
    // DuckDB's own sums of the widest numbers overflow.
    for (const value of ['sum', 'min', 'max'] as const) {
      if (value === 'sum' && (name === 'hugeint' || name === 'decimal wide')) continue;
      const { groups, bars } = await draw({ draw: 'bars', x: columnOf('enum'), y: [columnOf(name)], value, most: 10 });
      const expected = await ask(`SELECT "enum"::VARCHAR, ${value}(${exact ? `"${name}"` : `CASE WHEN NOT isnan("${name}") THEN "${name}"::DOUBLE END`})::VARCHAR FROM t GROUP BY ALL`);
      expect(groups.length).toBe(expected.length);
      groups.forEach(({ text }, at) => {
        const [, wanted] = expected.find(([group]) => group === text)!;
        if (exact) expect(bars[0]!.texts[at], `${value} of ${text}`).toBe(wanted);
        else if (Number.isFinite(Number(wanted))) expect(Math.abs((bars[0]!.values[at] ?? NaN) - Number(wanted))).toBeLessThanOrEqual(Math.abs(Number(wanted)) * 1e-9);
        else expect(bars[0]!.values[at]).toBeNull();
      });
    }
  });

  it('lines split by a column have the rows of their group', async () => {
    const { series, otherGroups } = await draw({ draw: 'lines', x: 0, y: [columnOf('tinyint')], split: columnOf('enum'), steps: STEPS });
    expect({ lines: series.map(({ group }) => group!.text).sort(), otherGroups }).toEqual({ lines: ['curious', 'happy', 'ok', 'sad', null].sort(), otherGroups: 0 });
    for (const one of series) {
      const kept = rowsOf(one);
      expect(await ask(`SELECT count(*), count(*) FILTER ("enum"::VARCHAR IS NOT DISTINCT FROM ${one.group!.text === null ? 'NULL' : `'${one.group!.text}'`}) FROM t WHERE rid IN (${kept.join(',')})`)).toEqual([[String(kept.length), String(kept.length)]]);
    }
  });

  it('rows that are arranged are drawn as they are arranged, by their own numbers', async () => {
    const arranged = new Arrangements();
    const { view } = await arranged.make(table.rows, { sort: [{ column: columnOf('integer'), descending: true }], filters: [{ column: columnOf('boolean'), is: { test: 'in', values: ['true'] } }] }, 'UTC', pacer());
    const { series, rows: drawn } = await draw({ draw: 'lines', x: 0, y: [columnOf('tinyint')], steps: STEPS }, arranged.rows(view));
    const order = await numbersOf(table.connection, `SELECT rid FROM t WHERE "boolean" ORDER BY "integer" DESC NULLS LAST, rid`);
    expect(drawn).toBe(order.length);
    const x = doubles(series[0]!.x);
    words(series[0]!.rows).forEach((row, at) => {
      if (!Number.isNaN(doubles(series[0]!.y)[at])) expect(order[row]).toBe(x[at]);
    });
  });
});

function sql(value: number): string {
  return `(${value}::DOUBLE)`;
}
