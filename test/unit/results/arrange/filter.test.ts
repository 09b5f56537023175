import { describe, expect, it } from 'vitest';
import type { ColumnFilter, ValueTest } from '../../../../src/protocol/resultsArrange';
import { filterRows } from '../../../../src/server/results/filter/filterRows';
import { Pacer } from '../../../../src/server/results/pacer';
import { never } from '../../duckdb/support';
import { COLUMNS } from './columns';
import { keep, numbersOf } from './duckStore';
import { columnOf, pacer, ROWS, useDuckTable } from './duckTable';

const SEED = 23;

const table = useDuckTable(SEED);

async function same(filters: readonly ColumnFilter[], predicate: string): Promise<number> {
  const got = await filterRows(table.rows, filters, 'UTC', pacer());
  const expected = await numbersOf(table.connection, `SELECT rid FROM t WHERE ${predicate} ORDER BY rid`);
  expect({ rows: got?.length, at: got?.findIndex((row, index) => row !== expected[index]) }).toEqual({ rows: expected.length, at: -1 });
  return expected.length;
}

async function bothWays(column: string, is: ValueTest, predicate: string): Promise<void> {
  const passed = await same([{ column: columnOf(column), is }], predicate);
  expect(await same([{ column: columnOf(column), is, not: true }], `NOT coalesce(${predicate}, false)`)).toBe(ROWS - passed);
}

describe(`filtering ${ROWS} rows (seed ${SEED}) keeps the rows that DuckDB keeps`, () => {
  it.each(COLUMNS.map(({ name }) => ({ name })))('by NULL: $name', async ({ name }) => {
    await bothWays(name, { test: 'null' }, `"${name}" IS NULL`);
  });

  it.each([
    ['boolean', 'true', 'true'],
    ['tinyint', '-5', '7'],
    ['smallint', '-5', '32767'],
    ['integer', '-2147483648', '7'],
    ['bigint', '-5', '9223372036854775807'],
    ['bigint wide', '-1234567890123456789', '1234567890123456789'],
    ['utinyint', '0', '100'],
    ['usmallint', '3', '65535'],
    ['uinteger', '3', '4294967295'],
    ['ubigint', '3', '18446744073709551615'],
    ['hugeint', '-5', '170141183460469231731687303715884105727'],
    ['float', '-0.1', '7.5'],
    ['double', '-6000', '0.1'],
    ['decimal small', '-3.1', '12.5'],
    ['decimal', '-1000.0625', '99999999999999.9999'],
    ['decimal wide', '-3', '9999999999999999999999999999.9999999999'],
    ['varchar', 'ROW', 'row-value-10'],
    ['uuid', '20000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['date', '1990-01-01', '2010-12-31'],
    ['time', '06:00:00', '23:59:59.999999'],
    ['timestamp', '1970-01-01 00:00:00', '2021-01-01 00:00:00'],
    ['timestamp_s', '1970-01-01 00:00:00', '2021-01-01 00:00:00'],
    ['timestamp_ns', '1970-01-01 00:00:00.000000001', '2021-01-01 00:00:00'],
    ['timestamptz', '1970-01-01 00:00:00+00:00', '2021-01-01 00:00:00+00:00'],
  ])('by a range: %s from %s to %s', async (name, from, to) => {
    await bothWays(name, { test: 'range', from, to }, `"${name}" BETWEEN '${from}' AND '${to}'`);
    await bothWays(name, { test: 'range', from }, `"${name}" >= '${from}'`);
    await bothWays(name, { test: 'range', to }, `"${name}" <= '${to}'`);
  });

  it('by a range of bytes, and of numbers with NaN above them all', async () => {
    await bothWays('blob', { test: 'range', from: '0x00', to: '0x623130' }, `"blob" BETWEEN '\\x00' AND 'b10'`);
    await bothWays('double', { test: 'range', from: '1e30' }, `"double" >= 1e30`);
  });

  it.each(COLUMNS.map(({ name }) => ({ name })))('by some of its values as shown, and NULL: $name', async ({ name }) => {
    const { makeCellFormatter } = await import('../../../../src/core/format/cell');
      const column = columnOf(name);
    const formatter = makeCellFormatter(table.rows.schema.fields[column]!, { timeZone: 'UTC' });
    const picked = [11, 222, 3333, 4444, 5555, 9999];
    const texts: (string | null)[] = [];
    for (const row of picked) {
      const [span] = await table.rows.spans(row, 1);
      const { text, kind } = formatter.format(span!.batch.column(column), span!.start);
      texts.push(kind === 'null' ? null : text);
    }
    const values = `(SELECT "${name}" FROM t WHERE rid IN (${picked.join()}))`;
    const nulls = texts.includes(null) ? `OR "${name}" IS NULL` : '';
    // Intervals that are equal may be shown in different words, and −0 equals 0.
    const equal = name === 'interval' ? `"${name}"::VARCHAR IN (SELECT x::VARCHAR FROM ${values} s(x))` : `"${name}" IN ${values}`;
    await bothWays(name, { test: 'in', values: texts }, `(coalesce(${equal}, false) ${nulls})`);
  });

  it.each([
    ['contains', 'e-1', (column: string) => `contains(${column}, 'e-1')`, true],
    ['contains', 'ROW', (column: string) => `contains(lower(${column}), 'row')`, false],
    ['contains', 'ä', (column: string) => `contains(lower(${column}), 'ä')`, false],
    ['contains', '', (column: string) => `${column} IS NOT NULL`, false],
    ['starts', 'row', (column: string) => `starts_with(${column}, 'row')`, true],
    ['starts', 'Z', (column: string) => `starts_with(lower(${column}), 'z')`, false],
    ['ends', '10', (column: string) => `ends_with(${column}, '10')`, true],
    ['ends', 'A', (column: string) => `ends_with(lower(${column}), 'a')`, false],
    ['is', 'zebra', (column: string) => `${column} = 'zebra'`, true],
    ['is', 'Row', (column: string) => `lower(${column}) = 'row'`, false],
  ] as const)('by text that %s “%s”', async (test, text, predicate, caseSensitive) => {
    await bothWays('varchar', { test, text, caseSensitive }, predicate('"varchar"'));
    await bothWays('enum', { test, text: 'A', caseSensitive: false }, { contains: 'contains("enum"::VARCHAR, \'a\')', starts: 'starts_with("enum"::VARCHAR, \'a\')', ends: 'ends_with("enum"::VARCHAR, \'a\')', is: '"enum"::VARCHAR = \'a\'' }[test]);
  });

  it('by the text of numbers, days and nested values', async () => {
    await bothWays('integer', { test: 'contains', text: '-4' }, `contains("integer"::VARCHAR, '-4')`);
    await bothWays('date', { test: 'starts', text: '1999-1' }, `starts_with("date"::VARCHAR, '1999-1')`);
    await bothWays('list', { test: 'contains', text: ',null' }, `"list"::VARCHAR LIKE '%, NULL%'`);
  });

  it('by regular expressions', async () => {
    await bothWays('varchar', { test: 'regex', pattern: '^row-.*[0-9]{2}$', caseSensitive: true }, `regexp_matches("varchar", '^row-.*[0-9]{2}$')`);
    await bothWays('varchar', { test: 'regex', pattern: '^ROW|🦆' }, `regexp_matches("varchar", '^ROW|🦆', 'i')`);
    await bothWays('bigint', { test: 'regex', pattern: '^-?9' }, `regexp_matches("bigint"::VARCHAR, '^-?9')`);
  });

  it('by several filters at once', async () => {
    await same(
      [
        { column: columnOf('integer'), is: { test: 'range', from: '-50', to: '50' } },
        { column: columnOf('varchar'), is: { test: 'contains', text: 'row', caseSensitive: true }, not: true },
        { column: columnOf('enum'), is: { test: 'in', values: ['ok', null] } },
      ],
      `"integer" BETWEEN -50 AND 50 AND NOT coalesce(contains("varchar", 'row'), false) AND ("enum" = 'ok' OR "enum" IS NULL)`,
    );
  });
});

describe('a filter that cannot work', () => {
  const filter = async (column: string, is: ValueTest): Promise<unknown> => {
      return filterRows(table.rows, [{ column: columnOf(column), is }], 'UTC', pacer()).then(() => undefined, (error: unknown) => error);
  };

  it('says which text is no value of the column', async () => {
    expect(await filter('integer', { test: 'range', from: 'many' })).toMatchObject({ failure: { what: 'Could not filter `integer`', why: expect.stringContaining('many') as string, todo: expect.stringContaining('INTEGER') as string } });
    expect(await filter('list', { test: 'range', from: '[1]' })).toMatchObject({ failure: { kind: 'unsupported' } });
  });

  it('says that a pattern is none', async () => {
    expect(await filter('varchar', { test: 'regex', pattern: 'a(' })).toMatchObject({ failure: { code: 'pattern-invalid' } });
  });

  it('stops a pattern that explodes', async () => {
    await table.connection.rows(`CREATE OR REPLACE TABLE bad AS SELECT repeat('a', 60) || '!' AS s FROM range(10)`, 'x', never);
    const bad = await keep(table.connection, 'SELECT * FROM bad');
    const error = await filterRows(bad, [{ column: 0, is: { test: 'regex', pattern: '^(a+)+$' } }], 'UTC', pacer()).then(() => undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ failure: { code: 'pattern-slow' } });
  });

  it('ends when it is cancelled', async () => {
    const many = await keep(table.connection, 'SELECT range AS i FROM range(300000)');
    const controller = new AbortController();
    const work = filterRows(many, [{ column: 0, is: { test: 'regex', pattern: '7$' } }], 'UTC', new Pacer(controller.signal));
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'CancelledError' });
  });
});
