import type { Field } from 'apache-arrow';
import { describe, expect, it, vi } from 'vitest';
import { csvWriter, jsonWriter, type RowWriter, tsvWriter } from '../../../src/server/results/cells/rows';
import { csvBytes, tsvBytes } from '../../../src/server/results/export/bytes/delimitedBytes';
import { jsonArrayBytes, jsonLinesBytes } from '../../../src/server/results/export/bytes/jsonBytes';
import type { RowBytes } from '../../../src/server/results/export/bytes/rowBytes';
import { TextBytes } from '../../../src/server/results/export/bytes/textBytes';
import type { Rows } from '../../../src/server/results/store/rows';
import { never } from '../duckdb/support';
import { keepForAll } from './arrange/duckStore';
import { useDuckTable } from './arrange/duckTable';

const SEED = 29;
const ROWS = 1_500;

vi.setConfig({ testTimeout: 120_000 });

const table = useDuckTable(SEED, ROWS);

const FORMATS: readonly (readonly [name: string, bytes: (fields: readonly Field[], timeZone: string) => RowBytes, text: (fields: readonly Field[], timeZone: string) => RowWriter])[] = [
  ['CSV', csvBytes, csvWriter],
  ['TSV', tsvBytes, tsvWriter],
  ['JSON Lines', jsonLinesBytes, jsonWriter],
  ['JSON', jsonArrayBytes, arrayOf],
];

/** The lines of JSON Lines between brackets. */
function arrayOf(fields: readonly Field[], timeZone: string): RowWriter {
  const lines = jsonWriter(fields, timeZone);
  let before = '  ';
  return {
    header: '[\n',
    row: (data, index) => {
      const text = `${before}${lines.row(data, index).slice(0, -1)}`;
      before = ',\n  ';
      return text;
    },
    end: '\n]\n',
  };
}

/** The first row that differs, in both ways of writing. */
async function difference(rows: Rows, most: number, timeZone: string, [, bytes, text]: (typeof FORMATS)[number]): Promise<unknown> {
  const { fields } = rows.schema;
  const [quick, plain] = [bytes(fields, timeZone), text(fields, timeZone)];
  if (quick.header !== plain.header || (quick.end ?? '') !== (plain.end ?? '')) return { quick: [quick.header, quick.end], plain: [plain.header, plain.end] };
  const out = new TextBytes();
  for await (const { batch, start, count } of rows.eachSpan(0, Math.min(most, rows.rows))) {
    const data = fields.map((_, column) => batch.column(column));
    for (let index = start; index < start + count; index++) {
      quick.row(data, index, out);
      const [got, wanted] = [Buffer.from(out.take()).toString('utf8'), plain.row(data, index)];
      if (got !== wanted) return { got, wanted };
    }
  }
  return undefined;
}

describe(`rows written as bytes (seed ${SEED})`, () => {
  for (const format of FORMATS) {
    it.each(['UTC', 'Europe/Berlin', '+05:30'])(`are those written as text, of every type: ${format[0]} in %s`, async (timeZone) => {
      expect(await difference(table.rows, ROWS, timeZone, format)).toBeUndefined();
    });

    it(`are those written as text, whatever stands in them: ${format[0]}`, async () => {
      const texts = await keepForAll(table.connection, `SELECT list_reduce([chr((hash(i * 13 + j) % 128)::INT) FOR j IN range(1 + (hash(i) % 7)::INT)], lambda a, b: a || b) || (['', ' ', '"', ',', 'é', '\u00a0', '\ufeff', '🦆'])[1 + (hash(i + 7) % 8)::INT] AS s FROM range(4000) t(i)`);
      expect(await difference(texts, 4_000, 'UTC', format)).toBeUndefined();
    });

    it(`are those written as text, of numbers and times at their ends: ${format[0]}`, async () => {
      const ends = await keepForAll(
        table.connection,
        `SELECT (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END * (1::HUGEINT << (i % 64)) + i % 3 - 1)::DECIMAL(38,0)::HUGEINT AS wide, (1::UBIGINT << (i % 64)) - (i % 2)::UBIGINT AS u, ((1::BIGINT << (i % 62)) - i % 3) * (1 - 2 * (i % 2)) AS b, (10::DOUBLE ** (i % 40 - 20)) * (1 - 2 * (i % 2)) AS d,
           make_timestamp(((1::BIGINT << (i % 60)) + i) * (1 - 2 * (i % 2))) AS at, make_timestamp_ns((1::BIGINT << (i % 62)) * (1 - 2 * (i % 2))) AS ns, DATE '1970-01-01' + ((1 << (i % 21)) * (1 - 2 * (i % 2)))::INT AS day, (10000000 * i)::INT AS n
         FROM range(200) t(i)`,
      );
      expect(await difference(ends, 200, 'America/New_York', format)).toBeUndefined();
    });
  }

  it('are there in all: no test above was of nothing', async () => {
    expect(await table.connection.rows('SELECT count(*) >= 1500 FROM t', 'x', never)).toEqual([['true']]);
  });
});
